/** The stores of a page that has not been started, and what puts a view among them. For tests. */
import { createElement, type ReactNode } from 'react';
import { LabProvider } from '../LabProvider';
import { createStores } from '../stores';

export const testStores = createStores();

/** For `render(…, { wrapper: inLab })`. */
export const inLab = ({ children }: { children: ReactNode }) => createElement(LabProvider, { stores: testStores }, children);

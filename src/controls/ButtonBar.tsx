import { Toolbar } from '@base-ui/react/toolbar';
import type { ComponentProps, ReactNode } from 'react';

export interface ButtonBarProps {
  label: string;
  className?: string;
  children: ReactNode;
}

/** Buttons of one kind: Tab reaches the bar, arrow keys move inside it. */
export function ButtonBar({ label, className, children }: ButtonBarProps) {
  return (
    <Toolbar.Root className={className} aria-label={label}>
      {children}
    </Toolbar.Root>
  );
}

export type BarButtonProps = Pick<ComponentProps<'button'>, 'className' | 'title' | 'onClick' | 'children'>;

/** A button in a `ButtonBar`. */
export const BarButton = (props: BarButtonProps) => <Toolbar.Button {...props} />;

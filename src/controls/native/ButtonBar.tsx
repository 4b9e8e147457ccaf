import type { BarButtonProps, ButtonBarProps } from '../ButtonBar';
import { Roving } from './roving';

export const ButtonBar = ({ label, className, children }: ButtonBarProps) => (
  <Roving role="toolbar" label={label} className={className}>
    {children}
  </Roving>
);

export const BarButton = (props: BarButtonProps) => <button type="button" {...props} />;

/**
 * What opens, asks, explains and chooses: thin clothes over Base UI, which knows focus, Escape, arrow keys and screen readers. Chosen
 * over Radix for its combobox and autocomplete, and because it is written for React 19 by people who keep it.
 */
export { Ask, type AskProps } from './Ask';
export { BarButton, ButtonBar, type BarButtonProps, type ButtonBarProps } from './ButtonBar';
export { Dialog, type DialogProps } from './Dialog';
export { Name } from './Name';
export { NamedSelect } from './NamedSelect';
export { PopoverButton, usePopover, type PopoverButtonProps, type PopoverContext } from './Popover';
export { SuggestField, type SuggestFieldProps } from './SuggestField';
export { Tip, type TipProps } from './Tip';
export { ChooseAny, ChooseOne, type ToggleOption } from './Toggles';
export { useKeptFocus } from './focus';
export { layerOpen, modalOpen } from './layers';
export { Icon } from './Icon';

/**
 * The same controls out of what browsers bring along: `<dialog>`, popovers, a list of suggestions. The page that only shows is built with
 * them, as Base UI would be a quarter of its script; `vite.config.ts` puts this file in the place of `controls/index.ts` there. Whatever
 * asks before something is lost is for pages where something can be.
 */
export { BarButton, ButtonBar } from './ButtonBar';
export { Dialog } from './Dialog';
export { PopoverButton, usePopover } from './Popover';
export { SuggestField } from './SuggestField';
export { Tip } from './Tip';
export { ChooseAny, ChooseOne } from './Toggles';
export { Icon } from '../Icon';
export { Name } from '../Name';
export { useKeptFocus } from '../focus';
export { layerOpen, modalOpen } from '../layers';

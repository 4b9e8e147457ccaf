import { PopoverButton } from '../../controls';
import { Formula } from './Formula';
import { TOPICS, type Topic, type TopicName } from './topics';
import './help.css';

/** “?” in the head of a panel: what it shows, the formula, and where it comes from. */
export function PanelHelp({ topic, of }: { topic: TopicName; /** Where several panels are of one kind: this one’s name. */ of?: string }) {
  const { panel, sentences, formula, symbols, source }: Topic = TOPICS[topic];
  return (
    <PopoverButton label={`About ${of ?? panel}`} icon="?" width={380}>
      {/* Takes the focus, so that it is read out from its beginning and scrolls with the arrow keys. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="help-panel" tabIndex={0} role="document">
        <h3>{panel}</h3>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {formula && <Formula tex={formula} />}
        {symbols && <p className="panel-note">{symbols}</p>}
        {source && <p className="panel-note">{source}</p>}
      </div>
    </PopoverButton>
  );
}

import { useId, type ReactNode } from 'react';
import { ChooseAny } from '../../controls';
import { geometries } from '../../core/configuration/schema';
import { MEASURES, isMetricKey, type MetricKey } from '../../core/record/measures';
import { PanelHelp } from '../help';
import { integer } from '../../plots/format';
import { groupings, type Choices, type Filter, type Grouping } from './list/arrange';
import { countRecords } from './list/words';

const STATES = ['under way', 'complete', 'failed'] as const;

export interface ToolbarProps {
  filter: Filter;
  setFilter(change: Partial<Filter>): void;
  choices: Choices;
  sweepTitle(id: string): string | undefined;
  group: Grouping | undefined;
  setGroup(group: Grouping | undefined): void;
  metric: MetricKey;
  setMetric(metric: MetricKey): void;
  onlyDifferences: boolean;
  setOnlyDifferences(only: boolean): void;
  /** Records that meet the filter, of all. */
  shown: number;
  all: number;
}

const GEOMETRIES = geometries.map((geometry) => ({ value: geometry, name: geometry, geometry }));

/** What is looked for among the runs kept, and how they are arranged. */
export function Toolbar(props: ToolbarProps) {
  const { filter, setFilter, choices, sweepTitle, group, setGroup, metric, setMetric, onlyDifferences, setOnlyDifferences } = props;
  return (
    <div className="kept-toolbar">
      <h2 className="panel-title kept-heading">
        Runs{' '}
        <span className="kept-count">
          {props.shown === props.all ? countRecords(props.all) : `${integer(props.shown)} of ${countRecords(props.all)}`}
        </span>
      </h2>
      <input
        type="search"
        className="input kept-search"
        aria-label="Search runs"
        placeholder="Title, tag, note, or τ_h 0.2, lr<=1e-3"
        value={filter.search}
        onChange={(event) => setFilter({ search: event.target.value })}
      />
      <Choice
        label="Image set"
        any="any image set"
        value={filter.imageSet}
        options={choices.imageSets.map(({ id, name }) => [id, name])}
        choose={(imageSet) => setFilter({ imageSet })}
      />
      <Choice
        label="Tag"
        any="any tag"
        value={filter.tag}
        options={choices.tags.map((tag) => [tag, tag])}
        choose={(tag) => setFilter({ tag })}
      />
      <Choice
        label="Sweep"
        any="any sweep"
        value={filter.sweep}
        options={choices.sweeps.map((id) => [id, sweepTitle(id) ?? `sweep ${id.slice(0, 8)}`])}
        choose={(sweep) => setFilter({ sweep })}
      />
      <Choice
        label="State"
        any="any state"
        value={filter.state}
        options={[...STATES, ...(choices.newer ? (['newer'] as const) : [])].map((state) => [
          state,
          state === 'newer' ? 'newer version' : state,
        ])}
        choose={(state) => setFilter({ state })}
      />
      <ChooseAny
        label="Geometries"
        options={GEOMETRIES}
        on={filter.geometries}
        toggle={(geometry) =>
          setFilter({
            geometries: filter.geometries.includes(geometry)
              ? filter.geometries.filter((one) => one !== geometry)
              : [...filter.geometries, geometry],
          })
        }
      />
      <span className="kept-toolbar-end">
        <Labelled label="group by">
          {(id) => (
            <select
              id={id}
              className="select"
              value={group ?? ''}
              onChange={(event) => setGroup(groupings.find((one) => one === event.target.value))}
            >
              <option value="">nothing</option>
              {groupings.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label="metric">
          {(id) => (
            <select
              id={id}
              className="select kept-metric"
              value={metric}
              onChange={(event) => isMetricKey(event.target.value) && setMetric(event.target.value)}
            >
              {Object.entries(MEASURES).map(([key, { label }]) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <label className="kept-check">
          <input type="checkbox" checked={onlyDifferences} onChange={(event) => setOnlyDifferences(event.target.checked)} />
          only differences
        </label>
        <PanelHelp topic="kept" />
      </span>
    </div>
  );
}

function Labelled({ label, children }: { label: string; children(id: string): ReactNode }) {
  const id = useId();
  return (
    <span className="kept-labelled">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </span>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  /** What stands where nothing is chosen. */
  any: string;
  value: Value | undefined;
  options: readonly (readonly [Value, string])[];
  choose(value: Value | undefined): void;
}

function Choice<Value extends string>({ label, any, value, options, choose }: ChoiceProps<Value>) {
  return (
    <select
      className="select kept-choice"
      aria-label={label}
      data-set={value !== undefined || undefined}
      disabled={options.length === 0}
      value={value ?? ''}
      onChange={(event) => choose(options.find(([option]) => option === event.target.value)?.[0])}
    >
      <option value="">{any}</option>
      {options.map(([option, name]) => (
        <option key={option} value={option}>
          {name}
        </option>
      ))}
    </select>
  );
}

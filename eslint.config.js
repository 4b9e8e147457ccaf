import js from '@eslint/js';
import imports from 'eslint-plugin-import';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import ts from 'typescript-eslint';

// The one-way street of the house: app → panels → (plots, state) → engine → (protocol) ← worker → core.
// What each floor may not import; type-only imports obey the same rule.
const floor = (target, forbidden, message) => forbidden.map((from) => ({ target: `./src/${target}`, from: `./src/${from}`, message }));
const zones = [
  ...floor('core', ['app', 'panels', 'plots', 'state', 'worker', 'engine', 'link'], 'core imports nothing above it.'),
  ...floor('worker', ['app', 'panels', 'plots', 'state'], 'the worker knows nothing of the page.'),
  {
    target: './src/worker',
    from: './src/engine',
    except: [
      './protocol.ts',
      './images.protocol.ts',
      './projection.protocol.ts',
      './analysis.protocol.ts',
      './records.protocol.ts',
      './weights.protocol.ts',
    ],
    message: 'of the engine, the worker sees the protocol only.',
  },
  ...floor('link', ['app', 'panels', 'plots', 'state', 'worker', 'engine'], 'the link stands below both of its sides.'),
  ...floor('engine', ['app', 'panels', 'plots', 'state'], 'the engine stands below state and views.'),
  ...floor('state', ['app', 'panels', 'plots'], 'state stands below the views.'),
  ...floor('plots', ['app', 'panels', 'state', 'engine', 'worker'], 'plots take plain data.'),
  ...floor(
    'controls',
    ['app', 'panels', 'plots', 'state', 'engine', 'worker', 'core', 'link'],
    'controls know nothing of what they are used for.',
  ),
  ...floor('panels', ['app', 'worker'], 'panels stand below the app.'),
  ...floor('app', ['worker'], 'the app reaches the worker through the engine.'),
];

// The page may use what computes on plain arrays; what needs tfjs runs in the worker.
const TFJS_ROOMS = ['ops', 'model', 'loss', 'optim', 'learner', 'training', 'evaluation', 'backend'];
// What these rooms report is read on the page: files of types alone, and one that counts without a tensor.
const OPEN_TO_THE_PAGE = {
  training: ['./experiment.types.ts'],
  evaluation: ['./snapshot.ts'],
  backend: ['./report.ts'],
  model: ['./gpu/estimate.ts'],
};
for (const page of ['app', 'panels', 'plots', 'state', 'engine', 'link'])
  for (const room of TFJS_ROOMS)
    zones.push({
      target: `./src/${page}`,
      from: `./src/core/${room}`,
      ...(room in OPEN_TO_THE_PAGE ? { except: OPEN_TO_THE_PAGE[room] } : {}),
      message: 'no tensor on the page: this room of core runs in the worker.',
    });

export default ts.config(
  { ignores: ['dist', 'build', 'types/lab.d.ts', 'node_modules', 'test-results', 'playwright-report', 'public/samples', '.cache'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  {
    files: ['**/*.{ts,tsx,js,mjs}'],
    plugins: { import: imports },
    settings: {
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js', '.mjs'] } },
      'import/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'import/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-properties': [
        'error',
        { property: 'dataSync', message: 'dataSync goes through a canvas on WebGPU and loses the device; await data().' },
        { property: 'arraySync', message: 'arraySync goes through a canvas on WebGPU and loses the device; await data().' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@tensorflow/*'], message: 'tfjs is imported under core and by the training worker only.' }] },
      ],
    },
  },
  { files: ['src/core/**/*.ts', 'src/worker/training*.ts', 'tools/**', 'bench/**'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['src/core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'localStorage', 'HTMLElement', 'Image'].concat([]) },
  },
  {
    files: ['**/*.tsx', 'src/{app,panels,plots,state}/**/*.ts'],
    plugins: { 'react-hooks': hooks, 'jsx-a11y': a11y },
    rules: { ...hooks.configs.recommended.rules, ...a11y.flatConfigs.recommended.rules },
  },
);

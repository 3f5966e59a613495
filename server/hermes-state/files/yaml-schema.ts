import { Scalar, type ScalarTag, type Tags } from 'yaml';

/**
 * The plain scalars of YAML 1.1 exactly as PyYAML's safe loader resolves them, which is what Hermes reads its files
 * with: `off` is a boolean and `y` is not, `1e3` is text and `1.0e+3` a number. A date stays the text it is.
 */
const nullTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  identify: (value) => value === null || value === undefined,
  createNode: () => new Scalar(null),
  test: /^(?:~|null|Null|NULL|)$/,
  resolve: () => new Scalar(null),
  stringify: ({ source }) => (source !== undefined && nullText.test(source) ? source : 'null'),
};
const nullText = /^(?:~|null|Null|NULL)$/;

const booleanTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: (value) => typeof value === 'boolean',
  test: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  resolve: (text) => /^(?:yes|true|on)$/i.test(text),
  stringify: ({ value }) => (value === true ? 'true' : 'false'),
};

const integerTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: (value) => typeof value === 'number' && Number.isInteger(value),
  test: /^[-+]?(?:0b[01_]+|0[0-7_]+|0x[\da-fA-F_]+|[1-9][\d_]*(?::[0-5]?\d)+|0|[1-9][\d_]*)$/,
  resolve: (text) => integerOf(text),
  stringify: ({ value }) => numberText(value as number),
};

const floatTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number',
  test: /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?|[-+]?\.[\d_]+(?:[eE][-+]\d+)?|[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve: (text) => floatOf(text),
  stringify: ({ value }) => numberText(value as number),
};

const timestampTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:timestamp',
  default: true,
  identify: () => false,
  test: /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/,
  resolve: (text) => text,
};

/** What has a tag of its own beyond text, lists and mappings stays as `yaml` knows it from YAML 1.1. */
const kept = new Set(['binary', 'merge', 'omap', 'pairs', 'set']);

/** The `customTags` of every document of Hermes. */
export function pyYamlTags(tags: Tags): Tags {
  const others = tags.filter((tag) => {
    if (typeof tag === 'string') return kept.has(tag);
    const name = tag.tag.replace('tag:yaml.org,2002:', '');
    return kept.has(name) || ['map', 'seq', 'str'].includes(name);
  });
  return [...others, nullTag, booleanTag, integerTag, floatTag, timestampTag];
}

function integerOf(text: string): number {
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  const sign = text.startsWith('-') ? -1 : 1;
  if (digits.includes(':')) return sign * sixtieths(digits);
  if (digits.startsWith('0b') || digits.startsWith('0x')) return sign * Number(digits);
  if (digits.startsWith('0') && digits.length > 1) return sign * parseInt(digits, 8);
  return sign * Number(digits);
}

function floatOf(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (plain.endsWith('.nan')) return NaN;
  if (plain.endsWith('.inf')) return plain.startsWith('-') ? -Infinity : Infinity;
  if (!plain.includes(':')) return Number(plain);
  const sign = plain.startsWith('-') ? -1 : 1;
  return sign * sixtieths(plain.replace(/^[-+]/, ''));
}

/** `1:30` is ninety: YAML 1.1 counts in sixtieths. */
function sixtieths(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** PyYAML takes an exponent for a number only after a decimal point and with a sign. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa, exponent] = String(value).split('e');
  if (exponent === undefined) return String(value);
  return `${mantissa!.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`;
}

type Json = Record<string, unknown>;

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const KNOWN_KEYS = new Set([
  'type',
  'name',
  'description',
  'options',
  'default_member_permissions',
  'contexts',
  'integration_types',
]);

/** https://docs.discord.com/developers/interactions/application-commands, beyond what the API description holds. */
export function commandRuleFaults(command: Json): string[] {
  const options = (command['options'] ?? []) as Json[];
  const names = options.map((option) => String(option['name']));
  const firstOptional = options.findIndex(
    (option) => option['required'] !== true,
  );
  const rules: readonly (readonly [boolean, string])[] = [
    [!isName(command['name']), 'name'],
    [!isDescription(command['description']), 'description of 1 to 100'],
    [!names.every(isName), 'option name'],
    [
      !options.every((option) => isDescription(option['description'])),
      'option description',
    ],
    [new Set(names).size < names.length, 'two options of one name'],
    [
      firstOptional >= 0 &&
        options
          .slice(firstOptional)
          .some((option) => option['required'] === true),
      'a required option after an optional one',
    ],
    [
      options.some(
        (option) => option['autocomplete'] === true && 'choices' in option,
      ),
      'choices beside autocomplete',
    ],
    [
      options
        .flatMap(choicesOf)
        .some(({ value }) => String(value).length > 100),
      'choice value over 100',
    ],
    [units(command) > 8000, 'over 8000 characters'],
    [
      Object.keys(command).some((key) => !KNOWN_KEYS.has(key)),
      'an unknown key',
    ],
  ];
  return rules.flatMap(([broken, rule]) =>
    broken ? [`${String(command['name'])}: ${rule}`] : [],
  );
}

function isName(name: unknown): boolean {
  return (
    typeof name === 'string' && NAME.test(name) && name === name.toLowerCase()
  );
}

function isDescription(description: unknown): boolean {
  return (
    typeof description === 'string' &&
    description.length >= 1 &&
    description.length <= 100
  );
}

function choicesOf(option: Json): { name: string; value: unknown }[] {
  return (option['choices'] ?? []) as { name: string; value: unknown }[];
}

function units(command: Json): number {
  const options = (command['options'] ?? []) as Json[];
  const own =
    String(command['name']).length + String(command['description']).length;
  return options.reduce(
    (sum, option) =>
      sum +
      units({ ...option, options: [] }) +
      choicesOf(option).reduce(
        (more, { name, value }) => more + name.length + String(value).length,
        0,
      ),
    own,
  );
}

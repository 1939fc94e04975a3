// The scripts that complete commands and options, made of commander's tree of them: one writer for each shell.
import type { Command, Option } from "commander";

interface Word {
  word: string;
  about: string;
}

interface Tree {
  name: string;
  /** What may follow the name of the program. */
  first: Word[];
  /** What may follow each command. */
  commands: { name: string; words: Word[] }[];
  /** Options behind which there is a value. */
  withValue: string[];
}

export function completionScript(program: Command, shell: "bash" | "zsh" | "fish"): string {
  return { bash, zsh, fish }[shell](treeOf(program));
}

function treeOf(program: Command): Tree {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const names = commands.map((command) => ({ word: command.name(), about: help.subcommandDescription(command) }));
  const optionsOf = (command: Command) => help.visibleOptions(command).map(toWord);
  const options = commands.flatMap((command) => [...command.options]);
  return {
    name: program.name(),
    first: [...names, ...optionsOf(program)],
    commands: commands.map((command) => {
      const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
      const values = choices.map((word) => ({ word, about: "" }));
      const name = command.name();
      return { name, words: name === "help" ? names : [...values, ...optionsOf(command)] };
    }),
    withValue: [...new Set(options.filter(({ required }) => required).map((option) => toWord(option).word))],
  };
}

function toWord({ long, short, description }: Option): Word {
  return { word: long ?? short ?? "", about: description };
}

const functionOf = (name: string) => `_${name.replace(/\W/g, "_")}`;
const join = (words: readonly Word[]) => words.map(({ word }) => word).join(" ");

/** Behind an option with a value, and where nothing matches, bash completes names of files. */
function bash({ name, first, commands, withValue }: Tree): string {
  return `${functionOf(name)}() {
  local words=""
  COMPREPLY=()
  case "\${COMP_WORDS[COMP_CWORD-1]}" in ${withValue.join("|")}) return ;; esac
  case "\${COMP_WORDS[1]}" in
${commands.map((command) => `    ${command.name}) words="${join(command.words)}" ;;`).join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${join(first)}"; fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F ${functionOf(name)} ${name}`;
}

function zsh({ name, first, commands, withValue }: Tree): string {
  const quote = ({ word, about }: Word) =>
    `'${[word, about]
      .filter(Boolean)
      .map((part) => part.replaceAll(":", "\\:").replaceAll("'", "'\\''"))
      .join(":")}'`;
  const list = (words: readonly Word[]) => `candidates=(${words.map(quote).join(" ")})`;
  return `${functionOf(name)}() {
  local -a candidates
  if [[ "\${words[CURRENT-1]}" == (${withValue.join("|")}) ]]; then _files; return; fi
  case "\${words[2]}" in
${commands.map((command) => `    ${command.name}) ${list(command.words)} ;;`).join("\n")}
  esac
  if (( CURRENT == 2 )); then ${list(first)}; fi
  _describe ${name} candidates
}
compdef ${functionOf(name)} ${name}`;
}

function fish({ name, first, commands, withValue }: Tree): string {
  const quote = (text: string) => `'${text.replace(/['\\]/g, "\\$&")}'`;
  const line = (condition: string, { word, about }: Word) => {
    const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
    return `complete -c ${name} -n ${quote(condition)} ${withValue.includes(word) ? "-r" : "-f"} ${what} -d ${quote(about)}`;
  };
  return [
    ...first.map((word) => line("__fish_use_subcommand", word)),
    ...commands.flatMap((command) =>
      command.words.map((word) => line(`__fish_seen_subcommand_from ${command.name}`, word)),
    ),
  ].join("\n");
}

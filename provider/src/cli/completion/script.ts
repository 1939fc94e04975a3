// The scripts that complete commands and options, made of commander's tree of them: one writer for each shell.
import type { Command } from "commander";

interface Word {
  word: string;
  about?: string;
  takesValue?: boolean;
}

/** What may follow the name of a command; without one, the name of the program. */
interface Branch {
  command?: string;
  words: Word[];
}

export function completionScript(program: Command, shell: "bash" | "zsh" | "fish"): string {
  const help = program.createHelp();
  const optionsOf = (command: Command): Word[] =>
    help.visibleOptions(command).map(({ long, short, description, required }) => {
      return { word: long ?? short ?? "", about: description, takesValue: required };
    });
  const commands = help.visibleCommands(program);
  const names = commands.map((one) => ({ word: one.name(), about: help.subcommandDescription(one) }));
  const branches = commands.map((command): Branch => {
    const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
    const words = [...choices.map((word) => ({ word })), ...optionsOf(command)];
    return { command: command.name(), words: command.name() === "help" ? names : words };
  });
  return { bash, zsh, fish }[shell](program.name(), [{ words: [...names, ...optionsOf(program)] }, ...branches]);
}

/** For bash and zsh: a function that picks the words of the command, and names of files behind an option with a value. */
function select(branches: Branch[], previous: string, files: string, list: (words: Word[]) => string): string {
  const options = branches.flatMap(({ words }) => words.filter(({ takesValue }) => takesValue));
  const cases = branches.map((one) => `    ${one.command ?? '""'}) ${list(one.words)} ;;`);
  const withValue = [...new Set(options.map(({ word }) => word))].join("|");
  return `  case "\${${previous}}" in ${withValue}) ${files}; return ;; esac\n  case "$command" in\n${cases.join("\n")}\n  esac`;
}

function bash(name: string, branches: Branch[]): string {
  const list = (words: Word[]) => `words="${words.map(({ word }) => word).join(" ")}"`;
  return `_${name.replaceAll("-", "_")}() {
  local words="" command=""
  if [ "$COMP_CWORD" -gt 1 ]; then command="\${COMP_WORDS[1]}"; fi
${select(branches, "COMP_WORDS[COMP_CWORD-1]", "COMPREPLY=()", list)}
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _${name.replaceAll("-", "_")} ${name}`;
}

function zsh(name: string, branches: Branch[]): string {
  const escaped = (about: string) => about.replaceAll(":", "\\:").replaceAll("'", "'\\''");
  const quote = ({ word, about }: Word) => `'${word}${about ? `:${escaped(about)}` : ""}'`;
  const list = (words: Word[]) => `candidates=(${words.map(quote).join(" ")})`;
  return `_${name}() {
  local -a candidates; local command=""
  if (( CURRENT > 2 )); then command="\${words[2]}"; fi
${select(branches, "words[CURRENT-1]", "_files", list)}
  _describe ${name} candidates
}
compdef _${name} ${name}`;
}

function fish(name: string, branches: Branch[]): string {
  const lines = branches.flatMap(({ command, words }) => {
    const place = command === undefined ? "__fish_use_subcommand" : `__fish_seen_subcommand_from ${command}`;
    return words.map(({ word, about = "", takesValue }) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
      const quoted = about.replace(/['\\]/g, "\\$&");
      return `complete -c ${name} -n '${place}' ${takesValue ? "-r" : "-f"} ${what} -d '${quoted}'`;
    });
  });
  return lines.join("\n");
}

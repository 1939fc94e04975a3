// The options of `completion`.
import { Argument, type Command } from "commander";
import type { Output } from "../terminal/output";

export function addCompletion(program: Command, output: Output): void {
  program
    .command("completion")
    .summary("print a script that completes commands and options in a shell")
    .description("Prints a script that completes commands and options of pulumi-vercel-marketplace in a shell.")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", help)
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completionScript } = await import("./script.js");
      output.print(completionScript(program, shell));
    });
}

const help = `
Examples:
  $ npx pulumi-vercel-marketplace completion bash > ~/.local/share/bash-completion/completions/pulumi-vercel-marketplace
  $ npx pulumi-vercel-marketplace completion zsh > ~/.pulumi-vercel-marketplace.zsh
  $ npx pulumi-vercel-marketplace completion fish > ~/.config/fish/completions/pulumi-vercel-marketplace.fish

For zsh, add "source ~/.pulumi-vercel-marketplace.zsh" to ~/.zshrc, below compinit. The scripts complete the command
where it is on PATH, as after npm install --global, not the words behind npx.`;

import type { CompletionWords } from "./completion_words.ts";

/** Works with PowerShell 5.1 and later, on every system. */
export function powershellCompletion({ programs, options, commands, devices }: CompletionWords): string {
  const table = (rows: readonly (readonly [string, string])[]) =>
    rows.map(([key, value]) => `    ${quoted(key)} = ${value}`).join("\n");
  const list = (words: readonly string[]) => `@(${words.map(quoted).join(", ")})`;
  const withValue = options.filter(({ kind }) => kind !== "flag");
  return `# vchat completions for PowerShell. In $PROFILE: vchat completions powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName ${
    programs.flatMap((name) => [name, `${name}.exe`]).map(quoted).join(", ")
  } -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)

  $options = [ordered]@{
${table(options.map(({ name, help }) => [`--${name}`, quoted(help)]))}
  }
  $commands = [ordered]@{
${table(commands.map(({ name, help }) => [name, quoted(help)]))}
  }
  $choices = @{
${table(options.filter(({ choices }) => choices).map(({ name, choices }) => [`--${name}`, list(choices!)]))}
  }
  $operands = @{
${table(commands.filter(({ operands }) => operands.length > 0).map(({ name, operands }) => [name, list(operands)]))}
  }
  $files = ${list(options.filter(({ completion }) => completion === "file").map(({ name }) => `--${name}`))}
  $devices = @{
${
    table(options.flatMap(({ name, completion }): [string, string][] => {
      const device = devices.find((device) => device.completion === completion);
      return device ? [[`--${name}`, quoted(device.list)]] : [];
    }))
  }
  }
  $deviceWords = @{
${table(devices.map((device) => [device.list, list(device.words)]))}
  }
  $values = ${list(withValue.map(({ name }) => `--${name}`))}

  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
    ForEach-Object { $_.ToString() })
  $previous = if ($words.Count -gt 1) { $words[-1] } else { '' }
  $command = $words | Select-Object -Skip 1 | Where-Object { $commands.Contains($_) } | Select-Object -First 1

  function Complete($texts, $help) {
    foreach ($text in $texts) {
      if ($text -notlike ([WildcardPattern]::Escape($wordToComplete) + '*')) { continue }
      $tip = if ($help -and $help[$text]) { $help[$text] } else { $text }
      $written = if ($text -match '[\\s'']') { "'" + $text.Replace("'", "''") + "'" } else { $text }
      [System.Management.Automation.CompletionResult]::new($written, $text, 'ParameterValue', $tip)
    }
  }

  if ($choices.ContainsKey($previous)) { Complete $choices[$previous]; return }
  if ($devices.ContainsKey($previous)) {
    $kind = $devices[$previous]
    Complete $deviceWords[$kind]
    Complete @(& $words[0] devices $kind 2>$null | ForEach-Object { ($_ -split "\`t", 2)[1] })
    return
  }
  # Without a result of ours, PowerShell completes a file's name.
  if ($files -contains $previous -or $values -contains $previous) { return }
  if ($wordToComplete -like '-*') { Complete $options.Keys $options; return }
  if ($command -and $operands.ContainsKey($command)) { Complete $operands[$command]; return }
  if (-not $command) { Complete $commands.Keys $commands }
}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

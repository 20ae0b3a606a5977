package import CallFlows

/// Why the service does not start: sentences for the operator, each with its remedy.
package enum StartupError: Error, Sendable, CustomStringConvertible {
  /// The flows or prompts do not check; their diagnostics.
  case release(String)
  case unspoken(prompt: PromptReference, reason: String)
  /// A port, the database, the media: what is wrong and what to do.
  case part(String)

  package var description: String {
    switch self {
    case .release(let diagnostics): diagnostics
    case .unspoken(let prompt, let reason):
      """
      the prompt \(prompt.name) has no recording in \(prompt.language), and cannot be spoken: \(reason); \
      record it as Prompts/\(prompt.language)/\(prompt.name).wav or see speech.command in the configuration
      """
    case .part(let sentence): sentence
    }
  }
}

/// Says whether everything a release would put before callers is sound, before it goes live.
package enum FlowChecker {
  /// All mistakes in all flows and schedules of a release, in the order of files, lines and columns.
  ///
  /// `prompts` holds, for every language, the names that have words or a recording in it, the service's own included.
  /// `music`, when given, holds the names in `Prompts/music/`.
  package static func check(
    release: FlowRelease, queues: Set<QueueName>, prompts: [Language: Set<PromptName>],
    music: Set<PromptName>? = nil
  ) -> [Diagnostic] {
    []
  }
}

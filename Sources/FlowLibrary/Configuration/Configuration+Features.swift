/// What supervisors dial, and what agents key while they talk.
extension Configuration {
  /// The beginnings of the numbers by which a supervisor takes part in an agent's conversations; the agent's phone stands
  /// behind. `nil` for no such number.
  package struct Supervise: Sendable, Equatable {
    package var listen: String? = "*81"
    package var whisper: String? = "*82"
    package var join: String? = "*83"

    package init() {}
  }

  /// Keys that do something in a conversation; `nil` for no such feature.
  package struct FeatureKeys: Sendable, Equatable {
    package var pauseRecording: String? = "*1"
    package var threeWay: String? = "*3"

    package init() {}
  }
}

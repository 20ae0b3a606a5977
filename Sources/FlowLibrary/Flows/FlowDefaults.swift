import CallFlows

/// What holds for every step of a flow that says nothing else: its `defaults`.
struct FlowDefaults {
  var wait: Duration = .seconds(6)
  var betweenKeys: Duration = .seconds(3)
  var tries = 3
  /// By the outcome's name.
  var outcomes: [String: Destination] = [:]

  /// Every outcome of format 1, so that `defaults` may cover it.
  static let outcomeNames =
    [
      "then", "silent", "wrong", "give-up", "invalid", "open", "closed", "holiday", "failed", "answered", "nobody",
      "full",
      "timeout", "left", "empty", "else", "found", "missing", "booked", "refused", "sent", "busy",
    ] + laterOutcomes
  /// That of a setting that this version does not use.
  static let laterOutcomes = ["callback"]
}

extension SchemaReader {
  func defaults(_ node: YAMLNode) -> FlowDefaults {
    var defaults = FlowDefaults()
    guard let fields = mapping(node, "`defaults`") else { return defaults }
    defaults.wait = fields.duration("wait") ?? defaults.wait
    defaults.betweenKeys = fields.duration("between-keys") ?? defaults.betweenKeys
    defaults.tries = fields.count("tries", in: 1...20) ?? defaults.tries
    for name in FlowDefaults.outcomeNames {
      defaults.outcomes[name] = fields.take(name).flatMap { self.destination($0, "`\(name)`") }
    }
    fields.finish(unlisted: FlowDefaults.laterOutcomes)
    return defaults
  }
}

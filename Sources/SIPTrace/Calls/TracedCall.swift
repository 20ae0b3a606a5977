package import Timekeeping

/// The messages that belong together, in their order: all legs of a call of ours, or one dialog that is none.
package struct TracedCall: Sendable, Equatable {
  package struct Step: Sendable, Equatable {
    package var message: TracedMessage
    package var sketch: MessageSketch
    /// Whether the same octets went the same way before.
    package var isRepeated: Bool
    /// The leg: what the call's record calls it, else nothing.
    package var party: String?

    /// A message on its own.
    package init(_ message: TracedMessage) {
      self.init(message: message, sketch: MessageSketch(message), isRepeated: false)
    }

    init(message: TracedMessage, sketch: MessageSketch, isRepeated: Bool) {
      self.message = message
      self.sketch = sketch
      self.isRepeated = isRepeated
    }
  }

  /// Our identifier of the call; nil for a dialog that never became one.
  package var call: String?
  /// The Call-IDs of its legs in the order of their beginning; none when the messages have none.
  package var callIDs: [String]
  package var steps: [Step]

  /// How it is named in lists, and asked for.
  package var name: String { call ?? callIDs.first ?? "-" }

  package var began: WallTime { steps.first?.message.wall ?? WallTime(sinceEpoch: .zero) }

  /// From the first to the last message.
  package var lasted: Duration {
    guard let first = steps.first, let last = steps.last else { return .zero }
    return max(last.message.moment - first.message.moment, .zero)
  }

  /// The request that began it, as far as it has not been overwritten.
  package var opening: MessageSketch? {
    steps.first { $0.sketch.isRequest }?.sketch
  }

  /// Whether the messages before the first one have been overwritten.
  package var lacksBeginning: Bool {
    guard let first = steps.first?.sketch else { return false }
    return first.isWithinDialog || !first.isRequest
  }

  /// How it went in a few words: `200, BYE from the caller`.
  package var outcome: String {
    guard let opening else { return steps.first.map(\.sketch.label) ?? "" }
    let answers = steps.compactMap { step -> Int? in
      guard case .response(let status) = step.sketch.start, step.sketch.method == opening.method,
        step.party == steps.first?.party
      else { return nil }
      return status
    }
    guard let status = answers.last(where: { $0 >= 200 && $0 != 401 && $0 != 407 }) ?? answers.last else {
      return "no answer"
    }
    guard opening.method == "INVITE", (200...299).contains(status) else { return "\(status)" }
    guard let bye = steps.first(where: { $0.sketch.start == .request("BYE") }) else { return "\(status), goes on" }
    return "\(status), BYE \(bye.message.direction == .received ? "from \(bye.party ?? "the other side")" : "by us")"
  }

  /// Whether somebody who looks for this means it: our identifier, a Call-ID (or the beginning of one), or a number.
  package func matches(_ wanted: String) -> Bool {
    if let call, call.hasPrefix(wanted) { return true }
    if callIDs.contains(where: { $0 == wanted || (wanted.utf8.count >= 6 && $0.hasPrefix(wanted)) }) { return true }
    return steps.contains { step in
      [step.sketch.caller, step.sketch.called, step.sketch.dialled].contains { $0?.digits == wanted.digits }
    }
  }
}

extension MessageSketch {
  /// Whether it is a request.
  package var isRequest: Bool {
    switch start {
    case .request: true
    case .response, .other: false
    }
  }
}

extension String {
  /// A number without what people put between its digits.
  fileprivate var digits: String { filter { !"-.() ".contains($0) } }
}

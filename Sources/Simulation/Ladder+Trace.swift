package import SIPTrace
internal import Timekeeping

extension Ladder {
  /// What we are called in a ladder.
  package static let ourName = "switchboard"

  /// Draws a call that was traced: who began it at the left, we beside it, whoever we called at the right.
  ///
  /// - Parameter width: of the terminal, in characters.
  package init(_ call: TracedCall, width: Int) {
    var uprights = Uprights(call)
    let first = call.steps.first
    self.init(
      parties: [first.map { uprights.name(of: $0) }, Self.ourName].compactMap(\.self),
      beginning: first?.message.moment ?? .zero,
      spacing: Self.spacing(forWidth: width, parties: uprights.count + 1))
    if call.lacksBeginning, let first { note("what came before has been overwritten", at: first.message.moment) }
    for step in call.steps {
      let peer = uprights.name(of: step)
      captions[peer] = "\(step.message.remote) \(step.message.transport.token)"
      let label = step.sketch.label + (step.isRepeated ? " again" : "")
      switch step.message.direction {
      case .received: record(label, from: peer, to: Self.ourName, at: step.message.moment)
      case .sent: record(label, from: Self.ourName, to: peer, at: step.message.moment)
      }
    }
  }
}

/// Which peer is which upright: each address of each leg has one, so that two legs through one proxy stay apart.
private struct Uprights {
  private struct Peer: Hashable {
    var callID: String
    var remote: TraceAddress
  }

  private var names: [Peer: String] = [:]
  private var taken: [String: Int] = [:]
  let count: Int

  init(_ call: TracedCall) {
    count = Set(call.steps.map(Self.peer)).count
  }

  private static func peer(_ step: TracedCall.Step) -> Peer {
    Peer(callID: step.sketch.callID, remote: step.message.remote)
  }

  /// `caller 5551234`, `agent 1 201`, or the user alone where the call is none of ours.
  mutating func name(of step: TracedCall.Step) -> String {
    let peer = Self.peer(step)
    if let known = names[peer] { return known }
    // Whoever is at the far end is named by From when it sent the request, else by To.
    let isTheirs = step.message.direction == .received ? step.sketch.isRequest : !step.sketch.isRequest
    let user = isTheirs ? step.sketch.caller : step.sketch.called
    let words = [step.party, user].compactMap(\.self).filter { !$0.isEmpty }
    let wanted = words.isEmpty ? step.message.remote.host : words.joined(separator: " ")
    taken[wanted, default: 0] += 1
    let number = taken[wanted, default: 1]
    let name = number == 1 ? wanted : "\(wanted) (\(number))"
    names[peer] = name
    return name
  }
}

internal import Timekeeping

/// Sorts the entries of a ring into calls.
///
/// Messages with one Call-ID belong together. Two dialogs are legs of one call when the service has noted so. A dialog
/// without an INVITE, such as a phone's registrations of a whole day, is cut where nothing was heard for a while.
package struct TraceBook: Sendable {
  /// A registration or a question that follows after this is another one: longer than any transaction lasts.
  private static let pause = Duration.seconds(40)

  private struct Dialog {
    var steps: [(order: Int, step: TracedCall.Step)] = []
    var isCall = false
    var call: String?
    var party: String?
    /// What went which way before, as checksums.
    var seen: Set<Int> = []
  }

  private var dialogs: [String: Dialog] = [:]
  private var names: [String] = []
  /// The Call-ID of a session, as last noted.
  private var sessions: [String: String] = [:]
  private var order = 0

  package init() {}

  package init(_ entries: [TraceEntry]) {
    for entry in entries { add(entry) }
  }

  package mutating func add(_ entry: TraceEntry) {
    switch entry {
    case .message(let message): add(message)
    case .session(let session, let callID): sessions[session] = callID
    case .leg(let session, let call, let party):
      guard let callID = sessions[session] else { return }
      edit(callID) { dialog in
        dialog.call = call
        dialog.party = party
      }
    }
  }

  private mutating func add(_ message: TracedMessage) {
    let sketch = MessageSketch(message)
    order += 1
    // What has no Call-ID belongs together by where it came from.
    let name = sketch.callID.isEmpty ? "\(message.remote)" : sketch.callID
    let number = order
    edit(name) { dialog in
      var hasher = Hasher()
      hasher.combine(message.direction)
      hasher.combine(message.octets)
      let isNew = dialog.seen.insert(hasher.finalize()).inserted
      if sketch.method == "INVITE" { dialog.isCall = true }
      dialog.steps.append((number, TracedCall.Step(message: message, sketch: sketch, isRepeated: !isNew)))
    }
  }

  private mutating func edit(_ name: String, _ change: (inout Dialog) -> Void) {
    if dialogs[name] == nil { names.append(name) }
    change(&dialogs[name, default: Dialog()])
  }

  /// Every call and dialog, the newest first.
  package var calls: [TracedCall] {
    var legs: [String: [String]] = [:]
    var found: [(order: Int, call: TracedCall)] = []
    for name in names {
      guard let dialog = dialogs[name], !dialog.steps.isEmpty else { continue }
      if let call = dialog.call {
        legs[call, default: []].append(name)
      } else {
        found += dialog.isCall ? [Self.whole(dialog, name)] : Self.pieces(dialog, name)
      }
    }
    for (call, names) in legs { found.append(joined(names, as: call)) }
    return found.sorted { $0.order > $1.order }.map(\.call)
  }

  private func joined(_ names: [String], as call: String) -> (order: Int, call: TracedCall) {
    var steps: [(order: Int, step: TracedCall.Step)] = []
    for name in names {
      guard let dialog = dialogs[name] else { continue }
      steps += dialog.steps.map { entry in
        var step = entry.step
        step.party = dialog.party
        return (entry.order, step)
      }
    }
    steps.sort { $0.order < $1.order }
    return (steps.first?.order ?? 0, TracedCall(call: call, callIDs: names, steps: steps.map(\.step)))
  }

  private static func whole(_ dialog: Dialog, _ name: String) -> (order: Int, call: TracedCall) {
    (dialog.steps.first?.order ?? 0, TracedCall(call: nil, callIDs: [name], steps: dialog.steps.map(\.step)))
  }

  private static func pieces(_ dialog: Dialog, _ name: String) -> [(order: Int, call: TracedCall)] {
    var pieces: [(order: Int, call: TracedCall)] = []
    var last: TracedMessage?
    for (order, step) in dialog.steps {
      if let last, step.message.moment - last.moment < pause, step.message.moment >= last.moment {
        pieces[pieces.count - 1].call.steps.append(step)
      } else {
        pieces.append((order, TracedCall(call: nil, callIDs: [name], steps: [step])))
      }
      last = step.message
    }
    return pieces
  }
}

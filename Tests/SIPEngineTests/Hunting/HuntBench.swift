import SIPEngine
import SIPSyntax
import Timekeeping

/// One hunt under a hand-moved clock; what it wants comes back as short lines.
///
/// `start A as 1` begins a branch, `1 hangUp(normal)` is a command to one, `* ringing` is told to the owner.
struct HuntBench {
  var hunt: TargetHunt

  init(_ groups: [HuntGroup]) {
    hunt = TargetHunt(groups)
  }

  /// Targets named by letters; `A` is `sip:A@192.0.2.1`.
  static func target(_ name: Character, patience: Duration? = nil, instance: String? = nil) -> OutgoingTarget {
    let flow = SIPFlow(
      local: Peer.endpointAddress, remote: TransportAddress(host: "192.0.2.1", port: 5060))
    return OutgoingTarget(
      uri: SIPURI(user: String(name), host: "192.0.2.1"), address: SIPURI(user: "201", host: "example.com"),
      path: SignallingPath(flow: flow, written: flow.local, isSymmetric: true), patience: patience, instance: instance)
  }

  static func group(
    _ names: String, _ continuation: HuntGroup.Continuation = .afterAnyRefusal, patience: Duration? = nil,
    ringTime: Duration? = nil
  ) -> HuntGroup {
    HuntGroup(names.map { target($0, patience: patience) }, continuation: continuation, ringTime: ringTime)
  }

  mutating func start() -> [String] { handle(.started) }

  mutating func event(_ branch: Int, _ event: SessionEvent, at seconds: Int = 0) -> [String] {
    handle(.event(branch, event), at: seconds)
  }

  mutating func handle(_ input: HuntInput, at seconds: Int = 0) -> [String] {
    hunt.handle(input, at: ms(seconds * 1000)).map { effect in
      switch effect {
      case .start(let target, let number): "start \(target.uri.user ?? "") as \(number)"
      case .command(let number, let command): "\(number) \(command.name)"
      case .event(let event): "* \(event.label)"
      case .decided(let number): "decided \(number)"
      }
    }
  }
}

extension SessionCommand {
  var name: String {
    if case .hangUp(let reason) = self { "hangUp(\(reason))" } else { "\(self)" }
  }
}

package import CallFlows
package import CallQueues
import Redaction

/// What a number means that an agent's phone dials, or names in a transfer.
///
/// An agent's phone comes first, then the number of a flow, then the name of a queue; whatever else looks like a telephone
/// number is outside. No text that a caller controls is ever looked up here.
package struct DialPlan: Sendable {
  private let agents: [String: AgentID]
  private let release: FlowRelease
  private let queues: Set<QueueID>

  /// The shortest number that is called outside: an emergency number.
  package static let shortestNumber = 3
  /// The longest: fifteen digits and the longest prefix that a country dials in front of them (ITU-T E.164 §6).
  package static let longestNumber = 20
  /// Keys and pauses that may stand behind a number: as many as may wait to be sent.
  package static let mostPressed = 32
  private static let postDial = ";postd="

  /// - Parameter agents: the agents by the accounts of their phones.
  package init(agents: [String: AgentID], release: FlowRelease, queues: some Sequence<QueueID>) {
    self.agents = agents
    self.release = release
    self.queues = Set(queues)
  }

  package func target(of number: String) -> TransferTarget {
    if let agent = agents[number] { return .agent(agent, phone: Redacted(number)) }
    if let flow = release.flow(forNumber: number) { return .flow(flow.name) }
    if queues.contains(QueueID(number)) { return .queue(QueueID(number)) }
    return outside(number) ?? .nobody
  }

  /// A telephone number, and what is pressed behind it: from the first `,` on, or `;postd=` as tel URIs say it (RFC 2806
  /// §2.2). `p` and `w` are pauses there; whoever names no pause gets one all the same, as nobody listens at once.
  private func outside(_ text: String) -> TransferTarget? {
    let parts = text.split(separator: Self.postDial, maxSplits: 1, omittingEmptySubsequences: false)
    let behind: String
    if parts.count == 2 {
      let named = parts[1].map { "pw".contains($0) ? "," : $0 }
      behind = named.first == "," ? String(named) : "," + String(named)
    } else {
      behind = String(text.drop { $0 != "," })
    }
    guard let number = Self.telephoneNumber(String(parts[0].prefix { $0 != "," })) else { return nil }
    let keys = behind.filter { !"-.() ".contains($0) }
    guard !keys.isEmpty else { return .outside(Redacted(number)) }
    guard keys.count <= Self.mostPressed, keys.allSatisfy({ $0 == "," || Key(rawValue: $0) != nil }) else { return nil }
    // Nothing is pressed at a colleague or at a flow of ours.
    guard agents[number] == nil, release.flow(forNumber: number) == nil, !queues.contains(QueueID(number)) else {
      return nil
    }
    return .outside(Redacted(number), thenPress: Redacted(keys))
  }

  /// The number without visual separators (RFC 3966 §5.1.1); nil for what is none.
  package static func telephoneNumber(_ text: String) -> String? {
    let digits = text.filter { !"-.() ".contains($0) }
    let number = digits.hasPrefix("+") ? digits.dropFirst() : digits[...]
    guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      (shortestNumber...longestNumber).contains(number.utf8.count)
    else { return nil }
    return digits
  }
}

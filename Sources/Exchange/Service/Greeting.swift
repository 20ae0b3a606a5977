import CallFlows
import FlowLibrary

/// What `switchboard serve` prints when it is ready.
package struct Greeting: Sendable, CustomStringConvertible {
  private let configuration: FlowLibrary.Configuration
  private let release: PublishedRelease
  /// Our address as other machines see it.
  private let host: String
  private let agents: Int

  /// An address that is nobody's (RFC 5737): the way there is the way to other machines. Nothing is sent.
  static let somewhereElse = "192.0.2.1"

  init(configuration: FlowLibrary.Configuration, release: PublishedRelease, host: String, agents: Int) {
    self.configuration = configuration
    self.release = release
    self.host = host
    self.agents = agents
  }

  package var description: String {
    var lines = ["Switchboard takes calls.", ""]
    for listen in configuration.sip.listen { lines.append("  SIP       \(listen)") }
    lines.append("  Desk      http://\(configuration.desk)  (/metrics /healthz /readyz)")
    lines.append("  Release   \(release.flows.identifier.prefix(12))")
    lines.append("")
    lines += numbers.map { "  Dial sip:\($0.number)@\(address) for \($0.flow)" }
    lines.append("")
    switch agents {
    case 0:
      lines.append("  No agent yet: add one with")
      lines.append("    switchboard agent add ana --phone 201 --name \"Ana Ruiz\" --queues support --languages en,es")
    case 1: lines.append("  1 agent is known; an agent is signed in while the phone is registered.")
    default: lines.append("  \(agents) agents are known; an agent is signed in while the phone is registered.")
    }
    return lines.joined(separator: "\n")
  }

  private var address: String {
    let port = configuration.sip.listen.first?.port ?? 5060
    return port == 5060 ? host : "\(host):\(port)"
  }

  private var numbers: [(number: String, flow: FlowName)] {
    release.flows.flows.values.sorted { $0.name < $1.name }
      .flatMap { flow in flow.numbers.map { ($0, flow.name) } }
  }
}

import CallFlows
import FlowLibrary

/// What `switchboard serve` prints when it is ready.
package struct Greeting: Sendable, CustomStringConvertible {
  private let configuration: FlowLibrary.Configuration
  private let release: PublishedRelease
  private let agents: Int

  init(configuration: FlowLibrary.Configuration, release: PublishedRelease, agents: Int) {
    self.configuration = configuration
    self.release = release
    self.agents = agents
  }

  package var description: String {
    var lines = ["Switchboard takes calls.", ""]
    for listen in configuration.sip.listen { lines.append("  SIP       \(listen)") }
    lines.append("  Desk      http://\(configuration.desk)  (/metrics /healthz /readyz)")
    lines.append("  Release   \(release.flows.identifier.prefix(12))")
    lines.append("")
    lines += numbers.map { "  Dial \($0.number) for \($0.flow)" }
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

  private var numbers: [(number: String, flow: FlowName)] {
    release.flows.flows.values.sorted { $0.name < $1.name }
      .flatMap { flow in flow.numbers.map { ($0, flow.name) } }
  }
}

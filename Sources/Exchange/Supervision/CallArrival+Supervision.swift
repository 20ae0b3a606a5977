import CallControl
import CallFlows
import CallQueues
import CallStore
import FlowLibrary
import Redaction
import SIPEngine

extension CallArrival {
  /// The call of a supervisor's phone to an agent's conversations. For everybody else, and where there is no such agent,
  /// there is no such number; nobody supervises themselves.
  func supervision(_ id: CallID, _ facts: CallerFacts, _ release: PublishedRelease) -> SupervisionMachine? {
    guard case .account(let phone) = call.origin,
      let wish = context.settings.supervision.wish(in: call.dialled.exposed),
      let supervisor = context.roster.person(ofPhone: phone), supervisor.role.maySupervise,
      let agent = context.roster.person(ofPhone: wish.phone), agent.id != supervisor.id
    else { return nil }
    return SupervisionMachine(
      id: id, facts: facts, supervisor: supervisor.id, agent: agent.id, kind: wish.kind,
      language: release.language(of: supervisor), release: release.flows.identifier)
  }
}

extension PublishedRelease {
  /// What somebody of the house is told in: the first of their languages that the flows speak.
  func language(of person: StoredAgent) -> Language {
    let known = person.languages.map { Language($0) }.first { library.languages.contains($0) }
    return known ?? library.languages.first ?? "en"
  }
}

import CallControl
import CallFlows
import CallQueues
import FlowLibrary
import Redaction
import SIPEngine

extension CallArrival {
  /// Whoever dials the number by which messages are heard; nil for everybody else.
  ///
  /// - Parameters:
  ///   - caller: whose phone calls, if it is an agent's.
  ///   - target: what the number means otherwise: a flow or a colleague goes before, a number outside does not.
  func messageBox(
    _ id: CallID, _ facts: CallerFacts, _ release: PublishedRelease, caller: AgentID?, insteadOf target: TransferTarget?
  ) -> MessageBoxMachine? {
    switch target {
    case nil, .nobody, .outside: break
    case .agent, .queue, .flow, .address, .consulted: return nil
    }
    let number = call.dialled.exposed
    let door: MessageBoxDoor
    let source: PINSource
    switch call.origin {
    case .account(let phone):
      guard number == context.settings.voicemail.number else { return nil }
      door = caller.map { MessageBoxDoor.own($0, account: Redacted(phone)) } ?? .any
      source = .phone(Redacted(phone))
    case .trunk(let name):
      guard number == context.settings.voicemail.outside else { return nil }
      door = .any
      source = .trunk(name, caller: call.callerUser)
    }
    return MessageBoxMachine(
      id: id, facts: facts, door: door, source: source, language: release.library.languages.first ?? "en",
      release: release.flows.identifier)
  }
}

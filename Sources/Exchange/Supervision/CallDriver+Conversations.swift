import CallControl
import CallQueues
import MediaEngine
import MediaTransport

/// Conversations that others may take part in, and taking part in those of others.
extension CallDriver {
  /// Writes down with whom the call's agent talks, as soon as that has changed.
  func publishConversation() {
    let now = isFinished ? nil : machine.conversation
    guard now != published else { return }
    let stream = now.flatMap { legs[$0.leg]?.stream }
    // Where the same agent goes on with another leg there is no end between the two.
    if let published, stream == nil || published.agent != now?.agent { context.conversations.end(published) }
    published = stream == nil ? nil : now
    if let now, let stream { context.conversations.begin(now, on: stream, in: inbox) }
  }

  func countTransfer() {
    let now = isFinished ? nil : machine.flowTransfer
    guard now != countedTransfer else { return }
    context.flowTransfers.move(from: countedTransfer, to: now)
    countedTransfer = now
  }

  func watch(_ agent: AgentID) {
    watched = agent
    context.conversations.watch(agent, for: inbox)
  }

  /// The call is over: nobody is to be told of it, and it is to be told of nobody.
  func leaveBoard() {
    if let published { context.conversations.end(published) }
    published = nil
    if let watched { context.conversations.stopWatching(watched, for: inbox) }
    watched = nil
  }

  /// A conversation that has just ended is none to take part in; that it has is on its way to the machine.
  func supervise(_ conversation: Conversation, _ kind: SupervisionKind, as leg: LegID) {
    guard let stream = legs[leg]?.stream, let agent = context.conversations.stream(of: conversation) else { return }
    context.media.perform(.supervise(stream, agent, Supervision(kind)))
  }

  func endSupervision(of leg: LegID) {
    guard let stream = legs[leg]?.stream else { return }
    context.media.perform(.unbridge(stream))
  }

  func withholdKeys(of leg: LegID, _ isWanted: Bool) {
    guard let stream = legs[leg]?.stream else { return }
    legs[leg]?.withholdsKeys = isWanted
    context.media.perform(.withholdKeys(stream, isWanted))
  }
}

extension Supervision {
  fileprivate init(_ kind: SupervisionKind) {
    self =
      switch kind {
      case .listen: .listen
      case .whisper: .whisper
      case .join: .join
      }
  }
}

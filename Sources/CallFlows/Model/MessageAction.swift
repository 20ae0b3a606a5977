/// Sends a message to somebody who is not on the line: `message`.
package struct MessageAction: Sendable, Equatable {
  package var way: OutgoingMessage.Way
  package var to: String
  package var template: String?
  package var send: [Assignment]
  package var sent: Destination
  package var failed: Destination

  package init(
    way: OutgoingMessage.Way, to: String, template: String? = nil, send: [Assignment] = [], sent: Destination,
    failed: Destination
  ) {
    self.way = way
    self.to = to
    self.template = template
    self.send = send
    self.sent = sent
    self.failed = failed
  }
}

import SIPSyntax
import Testing

@Suite("Frames of a WebSocket are joined to messages (RFC 6455 §5.4, RFC 7118 §4.2)")
struct WebSocketJoinerTests {
  typealias Frame = WebSocketJoiner.Frame
  typealias Output = WebSocketJoiner.Output

  struct Conversation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let frames: [Frame]
    let outputs: [Output?]
  }

  @Test(arguments: [
    Conversation(
      testDescription: "one frame, text or binary", frames: [Frame(.text, [1, 2]), Frame(.binary, [3])],
      outputs: [.message([1, 2]), .message([3])]),
    Conversation(
      testDescription: "three frames with a ping and a pong between them",
      frames: [
        Frame(.text, [1], isLast: false), Frame(.ping, [9]), Frame(.continuation, [2], isLast: false), Frame(.pong, []),
        Frame(.continuation, [3]),
      ], outputs: [.part, .answer([9]), .part, nil, .message([1, 2, 3])]),
    Conversation(
      testDescription: "a keep-alive in two frames",
      frames: [Frame(.text, [13, 10, 13], isLast: false), Frame(.continuation, [10])], outputs: [.part, .ping]),
    Conversation(
      testDescription: "close with a code and a reason: nothing counts any more",
      frames: [Frame(.close, [3, 0xE8, 65]), Frame(.text, [1]), Frame(.ping, [])],
      outputs: [.closing([3, 0xE8]), nil, nil]),
    Conversation(
      testDescription: "a continuation of nothing, and a message behind it",
      frames: [Frame(.continuation, [1]), Frame(.text, [1])], outputs: [.broken(.protocolError), nil]),
    Conversation(
      testDescription: "two beginnings", frames: [Frame(.text, [1], isLast: false), Frame(.text, [2])],
      outputs: [.part, .broken(.protocolError)]),
    Conversation(
      testDescription: "no mask", frames: [Frame(.text, [1], isMasked: false)], outputs: [.broken(.protocolError)]),
    Conversation(
      testDescription: "a reserved bit", frames: [Frame(.pong, [], hasReservedBits: true)],
      outputs: [.broken(.protocolError)]),
    Conversation(
      testDescription: "an unknown opcode", frames: [Frame(.unknown, [])], outputs: [.broken(.protocolError)]),
    Conversation(
      testDescription: "a ping in pieces", frames: [Frame(.ping, [], isLast: false)], outputs: [.broken(.protocolError)]
    ),
    Conversation(
      testDescription: "as long as may be",
      frames: [Frame(.text, [1, 2], isLast: false), Frame(.continuation, [3, 4])],
      outputs: [.part, .message([1, 2, 3, 4])]),
    Conversation(
      testDescription: "one octet longer",
      frames: [Frame(.text, [1, 2], isLast: false), Frame(.continuation, [3, 4, 5])],
      outputs: [.part, .broken(.messageTooLarge)]),
    Conversation(
      testDescription: "in more frames than may be",
      frames: [Frame(.text, [], isLast: false)] + Array(repeating: Frame(.continuation, [], isLast: false), count: 3),
      outputs: [.part, .part, .part, .broken(.messageTooLarge)]),
  ])
  func conversation(_ conversation: Conversation) {
    var joiner = WebSocketJoiner(messageOctets: 4, frames: 3)
    #expect(conversation.frames.map { joiner.take($0) } == conversation.outputs)
  }
}

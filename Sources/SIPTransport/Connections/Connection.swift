internal import NIOCore
internal import NIOWebSocket
internal import SIPEngine
internal import Timekeeping

/// One connection to a peer. It lives on the SIP loop and belongs to `Connections`.
final class Connection {
  let flow: SIPFlow
  let side: ConnectionWatch.Side
  var watch: ConnectionWatch
  private let limits: ConnectionLimits
  private var channel: (any Channel)?
  /// Whether messages may pass, and none has been refused yet.
  private(set) var isReady = false
  private(set) var isLeaving = false
  /// What waits for the connection to open.
  private var waiting: [[UInt8]] = []
  private var waitingOctets = 0

  init(_ flow: SIPFlow, _ side: ConnectionWatch.Side, limits: ConnectionLimits, at now: Moment) {
    self.flow = flow
    self.side = side
    self.limits = limits
    watch = ConnectionWatch(side, limits: limits, at: now)
  }

  /// The channel that carries it, as soon as there is one.
  func adopt(_ channel: any Channel) {
    self.channel = channel
  }

  /// Sends what has waited; messages may pass from now on. How many there were.
  func open(at now: Moment) -> Int {
    isReady = true
    watch.noteReady(at: now)
    let first = waiting
    waiting = []
    waitingOctets = 0
    for octets in first { write(octets) }
    return first.count
  }

  /// Sends a message, or keeps it until the connection is open; false when there is no room for it.
  func send(_ octets: [UInt8]) -> Bool {
    guard !isLeaving else { return false }
    if isReady {
      write(octets)
      return true
    }
    guard waitingOctets + octets.count <= limits.waitingOctets else { return false }
    waiting.append(octets)
    waitingOctets += octets.count
    return true
  }

  private func write(_ octets: [UInt8]) {
    guard let channel else { return }
    switch flow.transport {
    case .udp, .tcp, .tls:
      channel.writeAndFlush(ByteBuffer(bytes: octets), promise: nil)
    case .ws, .wss:
      // SIP is text unless a body is not (RFC 7118 §4.2).
      let opcode: WebSocketOpcode = String(validating: octets, as: UTF8.self) == nil ? .binary : .text
      channel.writeAndFlush(
        WebSocketFrame(fin: true, opcode: opcode, data: ByteBuffer(bytes: octets)), promise: nil)
    }
  }

  /// Closes our side and lets what was sent arrive; the peer's side follows, or the deadline comes.
  func leave(at now: Moment) {
    guard !isLeaving else { return }
    isLeaving = true
    watch.noteLeaving(at: now)
    switch flow.transport {
    case .udp, .tcp, .tls: channel?.close(mode: .output, promise: nil)
    case .ws, .wss: sayGoodbye()
    }
  }

  /// Closes at once.
  func close() {
    isLeaving = true
    channel?.close(promise: nil)
  }

  /// Closes as the transport's manners want it: a WebSocket says goodbye first (RFC 6455 §7.1.2), TLS does so itself.
  func closeProperly() {
    switch flow.transport {
    case .udp, .tcp, .tls: break
    case .ws, .wss: if isReady { sayGoodbye() }
    }
    close()
  }

  private func sayGoodbye() {
    var data = ByteBuffer()
    data.write(webSocketErrorCode: .goingAway)
    channel?.writeAndFlush(WebSocketFrame(fin: true, opcode: .connectionClose, data: data), promise: nil)
  }
}

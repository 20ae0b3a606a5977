import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A real HTTP server on this machine, which answers as a test wants.
final class WebHouse: Sendable {
  /// A request that came in.
  struct Arrival: Sendable {
    var method: String
    /// With the query, as it was sent.
    var path: String
    var fields: [String: String]
    var body: [UInt8]
  }

  /// How it answers.
  struct Answer: Sendable {
    var status = 200
    var fields: [String: String] = [:]
    var body = ""
    /// Octets to send after the body, as long as somebody reads.
    var more = 0
    /// Whether it then goes on for ever, a blank at a time.
    var drips = false

    static func json(_ text: String, status: Int = 200) -> Answer { Answer(status: status, body: text) }
    static func redirect(to location: String, status: Int = 302) -> Answer {
      Answer(status: status, fields: ["location": location])
    }
  }

  private struct State {
    var arrivals: [Arrival] = []
    var underWay = 0
    var mostUnderWay = 0
  }

  private let state = Mutex(State())
  private let ports: AsyncStream<Int>
  private let announce: AsyncStream<Int>.Continuation

  var arrivals: [Arrival] { state.withLock { $0.arrivals } }
  /// How many requests were answered at the same time.
  var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

  private init() {
    (ports, announce) = AsyncStream.makeStream()
  }

  /// Serves while `work` goes on.
  ///
  /// - Parameter answer: is told how many requests came before.
  static func with(
    _ answer: @escaping @Sendable (Arrival, Int) async -> Answer, _ work: (WebHouse, _ port: Int) async throws -> Void
  ) async throws {
    let house = WebHouse()
    let serving = Task { try await house.serve(answer) }
    defer { serving.cancel() }
    for await port in house.ports {
      try await work(house, port)
      return
    }
    try await serving.value
  }

  private func serve(_ answer: @escaping @Sendable (Arrival, Int) async -> Answer) async throws {
    let responder = CallbackResponder { (request: Request, _: BasicRequestContext) in
      let body = try await request.body.collect(upTo: 1 << 20)
      let arrival = Arrival(
        method: request.method.rawValue, path: request.head.path ?? "",
        fields: Dictionary(
          request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first }),
        body: Array(body.readableBytesView))
      let number = self.state.withLock { state in
        state.arrivals.append(arrival)
        state.underWay += 1
        state.mostUnderWay = max(state.mostUnderWay, state.underWay)
        return state.arrivals.count - 1
      }
      defer { self.state.withLock { $0.underWay -= 1 } }
      return Self.response(await answer(arrival, number))
    }
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    let announce = announce
    let application = Application(
      responder: responder, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? 0) }, logger: quiet)
    try await application.run()
  }

  private static func response(_ answer: Answer) -> Response {
    var fields = HTTPFields()
    for (name, value) in answer.fields {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    let body = ResponseBody { writer in
      try await writer.write(ByteBuffer(string: answer.body))
      let piece = ByteBuffer(repeating: 0x20, count: 1 << 16)
      var left = answer.more
      while left > 0 {
        try await writer.write(piece)
        left -= piece.readableBytes
      }
      while answer.drips {
        try await writer.write(ByteBuffer(string: " "))
        try await Task.sleep(for: .milliseconds(20))
      }
      try await writer.finish(nil)
    }
    return Response(status: .init(code: answer.status), headers: fields, body: body)
  }
}

/// Waits until the task is cancelled: a server that never answers.
func forever() async {
  try? await Task.sleep(for: .seconds(3600))
}

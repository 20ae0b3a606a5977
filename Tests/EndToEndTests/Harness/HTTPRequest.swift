import Glibc

/// A request to the desk's port, from inside a test network.
struct HTTPRequest: Sendable {
  struct Response: Sendable {
    var status: Int
    var body: String
  }

  var path: String
  var address = InternetAddress("127.0.0.1", 8080)

  func response(in network: TestNetwork) async throws -> Response {
    let text = try await network.inside { try exchange() }
    guard let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw TestFailure("no HTTP response: \(text.prefix(200))")
    }
    let body = text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
    return Response(status: status, body: body)
  }

  private func exchange() throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard address.withRaw({ connect(descriptor, $0, $1) }) == 0 else {
      throw TestFailure("the desk does not answer at \(address): \(String(cString: strerror(errno)))")
    }
    let request = Array("GET \(path) HTTP/1.1\r\nHost: \(address)\r\nConnection: close\r\n\r\n".utf8)
    _ = send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
    var response: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16384)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { response += buffer[..<count] }
    return String(decoding: response, as: UTF8.self)
  }
}

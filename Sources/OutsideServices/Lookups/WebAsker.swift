import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Puts one question to a host over HTTP, with redirects, and reads the whole answer.
struct WebAsker: Sendable {
  struct Answer: Sendable, Equatable {
    var status: Int
    var body: [UInt8]
  }

  /// Octets of an answer; more are not read.
  static let longestAnswer = 1 << 20

  let client: HTTPClient
  let redirects: RedirectRule
  private let settings: HTTPClient.Configuration

  /// - Parameter perHost: connections to one host, and with them questions that it is asked at once.
  init(redirects: RedirectRule, perHost: Int) {
    var settings = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10)),
      connectionPool: .init(idleTimeout: .seconds(30)), decompression: .disabled)
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = perHost
    // One connection, one question: the bound of one is that of the other.
    settings.httpVersion = .http1Only
    self.redirects = redirects
    self.settings = settings
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
  }

  /// Ends every question. For the end of the service.
  func stop() async {
    try? await client.shutdown()
  }

  /// Takes as long as it takes: whoever asks sets the limit and cancels.
  func ask(_ question: LookupQuestion) async throws(LookupFailure) -> Answer {
    guard let origin = WebAddress(question.url) else {
      throw LookupFailure(.badQuestion, "the URL does not say whom to ask")
    }
    var step = RedirectRule.Next(question: question, address: origin)
    for hop in 0...RedirectRule.most {
      let (answer, location) = try await put(step)
      guard RedirectRule.statuses.contains(answer.status) else { return answer }
      guard hop < RedirectRule.most else { break }
      step = try await redirects.next(
        after: step.question, from: origin, at: step.address, status: answer.status, location: location)
    }
    throw LookupFailure(.badAnswer, "\(origin.host) redirects more than \(RedirectRule.most) times")
  }

  private func put(_ step: RedirectRule.Next) async throws(LookupFailure) -> (Answer, location: String?) {
    guard let pinned = step.pinned else { return try await put(step, by: client) }
    // A client of its own, which knows the host at the address that was checked and at no other.
    var settings = settings
    settings.dnsOverride = [step.address.host: "\(pinned)"]
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    let result: Result<(Answer, location: String?), LookupFailure>
    do throws(LookupFailure) { result = .success(try await put(step, by: client)) } catch { result = .failure(error) }
    try? await client.shutdown()
    return try result.get()
  }

  private func put(
    _ step: RedirectRule.Next, by client: HTTPClient
  ) async throws(LookupFailure) -> (Answer, location: String?) {
    do {
      let response = try await client.execute(Self.request(step.question), timeout: .hours(1))
      let status = Int(response.status.code)
      let location = response.headers.first(name: "location")
      // What a redirect says besides is of no use to anybody.
      guard !RedirectRule.statuses.contains(status) else { return (Answer(status: status, body: []), location) }
      return (Answer(status: status, body: try await Self.body(of: response)), location)
    } catch let failure as LookupFailure {
      throw failure
    } catch {
      throw Self.failure(error, step.address.host)
    }
  }

  private static func request(_ question: LookupQuestion) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: question.url)
    request.method = HTTPMethod(rawValue: question.method)
    request.headers.add(name: "accept", value: "application/json")
    request.headers.add(name: "user-agent", value: "Switchboard")
    for header in question.headers { request.headers.replaceOrAdd(name: header[0], value: header[1]) }
    if let body = question.body {
      if !request.headers.contains(name: "content-type") {
        request.headers.add(name: "content-type", value: "application/json")
      }
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    return request
  }

  private static func body(of response: HTTPClientResponse) async throws -> [UInt8] {
    let tooLong = LookupFailure(.badAnswer, "the answer is longer than \(longestAnswer >> 20) MiB")
    if let length = response.headers.first(name: "content-length").flatMap(Int.init), length > longestAnswer {
      throw tooLong
    }
    var body: [UInt8] = []
    for try await part in response.body {
      guard body.count + part.readableBytes <= longestAnswer else { throw tooLong }
      body.append(contentsOf: part.readableBytesView)
    }
    return body
  }

  private static func failure(_ error: any Error, _ host: String) -> LookupFailure {
    switch error {
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
      LookupFailure(.notWell, "the certificate of \(host) is not trusted, or its encryption fails")
    case is CancellationError:
      LookupFailure(.outOfTime, "\(host) did not answer in time")
    case let error as HTTPClientError where error == .deadlineExceeded || error == .cancelled:
      LookupFailure(.outOfTime, "\(host) did not answer in time")
    default:
      LookupFailure(.notWell, "\(host) cannot be reached, or broke off")
    }
  }
}

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
package import Redaction
package import Timekeeping

/// Delivers JSON to the URLs that flows name: each attempt signed anew, every delivery with the identifier by which the
/// receiver knows a repetition.
package struct WebhookSender: Sendable {
  private let client: HTTPClient
  private let secret: Redacted<String>?
  private let limit: Duration

  /// - Parameters:
  ///   - secret: what deliveries are signed with; `nil`: they are not signed.
  ///   - limit: the time of one attempt.
  package init(secret: Redacted<String>?, limit: Duration = .seconds(10)) {
    self.secret = secret
    self.limit = limit
    var settings = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10)),
      connectionPool: .init(idleTimeout: .seconds(10)), decompression: .disabled)
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
    settings.httpVersion = .http1Only
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
  }

  /// For the end of the service.
  package func stop() async {
    try? await client.shutdown()
  }

  /// Delivers once: returns when the receiver has said that it has it.
  package func deliver(
    _ body: [UInt8], to url: Redacted<String>, id: String, at now: WallTime
  ) async throws(DeliveryFailure) {
    guard let address = WebAddress(url.exposed) else {
      throw DeliveryFailure("the webhook has no URL that begins with https:// or http://", isFinal: true)
    }
    let request = request(body, to: address, id: id, at: now)
    let client = client
    let result = await within(limit) { () async -> Result<Int, DeliveryFailure> in
      do {
        // What the receiver says besides is of no use to anybody, and is not read.
        return .success(Int(try await client.execute(request, timeout: .hours(1)).status.code))
      } catch is NIOSSLError {
        return .failure(DeliveryFailure("the encryption of \(address.host) fails"))
      } catch is NIOSSLExtraError {
        return .failure(DeliveryFailure("the certificate of \(address.host) is not trusted"))
      } catch {
        return .failure(DeliveryFailure("\(address.host) cannot be reached, or broke off"))
      }
    }
    guard let result else { throw DeliveryFailure("\(address.host) did not answer in time") }
    try Self.check(try result.get(), address.host)
  }

  private func request(_ body: [UInt8], to address: WebAddress, id: String, at now: WallTime) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: address.url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(name: "user-agent", value: "Switchboard")
    request.headers.add(name: "idempotency-key", value: id)
    if let secret {
      let seconds = now.sinceEpoch.components.seconds
      request.headers.add(
        name: WebhookSignature.field, value: WebhookSignature.value(of: body, at: seconds, secret: secret))
    }
    request.body = .bytes(ByteBuffer(bytes: body))
    return request
  }

  /// A receiver that is gone (410) is not asked again; everything else may be mended meanwhile.
  private static func check(_ status: Int, _ host: String) throws(DeliveryFailure) {
    switch status {
    case 200...299: return
    case 300...399: throw DeliveryFailure("\(host) redirects with status \(status), which a webhook does not follow")
    case 410: throw DeliveryFailure("\(host) wants no such messages any more (status 410)", isFinal: true)
    default: throw DeliveryFailure("\(host) answered with status \(status)")
    }
  }
}

import Crypto
import Foundation
package import Redaction

/// Proves to a webhook's receiver that a message is ours and fresh: `t=SECONDS,v1=HMAC-SHA256`, in hexadecimal, over the
/// seconds since 1970, a full stop, and the body.
package enum WebhookSignature {
  package static let field = "X-Switchboard-Signature"

  package static func value(of body: [UInt8], at seconds: Int64, secret: Redacted<String>) -> String {
    var mac = HMAC<SHA256>(key: SymmetricKey(data: Data(secret.exposed.utf8)))
    mac.update(data: Data("\(seconds).".utf8))
    mac.update(data: Data(body))
    let digits = mac.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    return "t=\(seconds),v1=\(digits.joined())"
  }
}

import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

/// Phones of account 201 before a bench, known by the last number of their address.
extension Bench {
  static func phone(_ number: Int) -> Peer {
    Peer(
      address: TransportAddress(host: "198.51.100.\(number)", port: 40_000), user: "201", calls: "201",
      tag: "phone-\(number)", callID: "register-\(number)")
  }

  /// Registers a phone with its password; what came of it.
  mutating func register(
    _ number: Int, cseq: Int = 1, expires: Int = 3600, contact: String? = nil, extra: [String] = []
  ) throws -> [String] {
    let phone = Self.phone(number)
    let uri = "sip:example.com"
    let lines =
      ["Contact: \(contact ?? "<sip:201@198.51.100.\(number):40000>")", "Expires: \(expires)"] + extra
    _ = receive(
      phone.request(
        "REGISTER", cseq: cseq, branch: "z9hG4bKa\(number).\(cseq)", uri: uri, extra: lines, contact: false),
      from: phone)
    let challenges = try #require(lastResponse?.headers.all(.wwwAuthenticate))
    let proof = try PhoneDigest(user: "201").line(for: challenges, uri: uri)
    return receive(
      phone.request(
        "REGISTER", cseq: cseq + 1, branch: "z9hG4bKb\(number).\(cseq)", uri: uri, extra: lines + [proof],
        contact: false),
      from: phone)
  }

  /// A call to account 201.
  mutating func callAccount(at milliseconds: Int? = nil) -> [String] {
    let invitation = Invitation(target: .account("201"), callerName: nil, callerUser: "5", offer: octets("offer"))
    return command(.invite(invitation), of: Self.outgoingID, at: milliseconds)
  }

  /// The last request of this method that went to a phone.
  func last(_ method: Method, toPhone number: Int) -> SIPRequest? {
    for case .request(let request) in sent.reversed()
    where request.method == method && request.uri.host == "198.51.100.\(number)" { return request }
    return nil
  }

  /// What a phone answers to the last request of this method that it got.
  mutating func answer(
    _ number: Int, _ code: Int, to method: Method = .invite, extra: [String] = [], body: String? = nil,
    at milliseconds: Int? = nil
  ) throws -> [String] {
    let request = try #require(last(method, toPhone: number))
    let phone = Self.phone(number)
    return receive(
      phone.response(code, to: request, tag: "callee-\(number)", extra: extra, body: body), from: phone,
      at: milliseconds)
  }
}

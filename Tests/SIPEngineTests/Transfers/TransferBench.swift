import SIPEngine
import SIPSyntax
import Timekeeping

/// A bench whose outgoing session is a conversation with the registered phone of the account 201.
struct TransferBench {
  var bench: Bench
  let phone = Peer(address: TransportAddress(host: "198.51.100.20", port: 40_000), user: "201", tag: "callee")
  /// The phone's next CSeq number.
  private var cseq = 100
  private var branches = 0

  init(timeZero: Int = 0) {
    bench = Bench()
    let binding = Binding(
      contact: SIPURI(user: "201", host: "198.51.100.20", port: 40_000), flow: phone.flow, callID: "r", cseq: 1,
      expires: ms(100_000_000))
    _ = bench.handle(.restored(["201": [binding]]), at: 0)
    _ = bench.command(
      .invite(Invitation(target: .account("201"), callerName: nil, callerUser: "5", offer: octets("offer"))),
      of: Bench.outgoingID)
    _ = bench.receive(phone.response(200, to: bench.invite, body: "answer"), from: phone, at: 100)
  }

  /// A request of the phone within that conversation.
  mutating func request(
    _ method: String, cseq number: Int? = nil, extra: [String] = [], from peer: Peer? = nil
  ) -> [UInt8] {
    if number == nil { cseq += 1 }
    branches += 1
    var sender = peer ?? phone
    sender.tag = "callee"
    sender.callID = bench.invite.callID
    return sender.request(
      method, cseq: number ?? cseq, branch: "z9hG4bKt\(branches)", toTag: bench.invite.from.tag, extra: extra)
  }

  /// The phone sends REFER.
  mutating func refer(_ referTo: String, extra: [String] = [], at milliseconds: Int) -> [String] {
    bench.receive(request("REFER", extra: ["Refer-To: \(referTo)"] + extra), from: phone, at: milliseconds)
  }

  mutating func report(_ number: Int, _ status: StatusCode, at milliseconds: Int) -> [String] {
    bench.command(
      .reportTransfer(TransferRequest.ID(UInt32(number)), status), of: Bench.outgoingID, at: milliseconds)
  }

  /// The phone answers our last request.
  mutating func answer(_ code: Int, at milliseconds: Int) -> [String] {
    guard let request = bench.lastRequest else { return ["nothing to answer"] }
    return bench.receive(phone.response(code, to: request), from: phone, at: milliseconds)
  }

  /// What the last request says of the subscription: `refer;id=102 · active;expires=180 · SIP/2.0 180 Ringing`.
  var notice: String {
    guard let request = bench.lastRequest, request.method == .notify else { return "no NOTIFY" }
    let body = String(decoding: request.body, as: UTF8.self)
    return [
      request.headers[first: .event] ?? "-", request.headers[first: .subscriptionState] ?? "-",
      body.hasSuffix("\r\n") ? String(body.dropLast(1)) : "unended: \(body)",
    ].joined(separator: " · ")
  }
}

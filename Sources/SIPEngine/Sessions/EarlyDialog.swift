import SIPSyntax

/// What a provisional response with a To tag makes of a call by us: one for every place where it rings
/// (RFC 3261 §12.1.2, §13.2.2.1).
struct EarlyDialog: Sendable {
  var dialog: Dialog
  /// More reliable provisional responses than any phone sends while it rings; each costs us a transaction.
  static let acknowledgementLimit = 100

  /// The RSeq of the last reliable provisional response that was acknowledged.
  private var lastNumber: UInt32?
  private var acknowledgements = 0
  /// The peer's last session description.
  var description: [UInt8] = []
  /// Whether our offer has been answered in a response that is acknowledged.
  var isSettled = false
  /// Our description, when an UPDATE has changed it before the call was taken.
  var local: [UInt8]?
  /// Whether 199 has ended it (RFC 6228).
  var isOver = false

  init(of invite: SIPRequest, begunBy response: SIPResponse) {
    dialog = Dialog(of: invite, acceptedBy: response)
  }

  /// The PRACK to a reliable provisional response; nil when it is a repetition, or another one before it has been lost
  /// and will be repeated (RFC 3262 §4).
  mutating func acknowledgement(
    of response: SIPResponse, numbered number: UInt32, on path: SignallingPath
  ) -> SIPRequest? {
    if let lastNumber, lastNumber == .max || number != lastNumber + 1 { return nil }
    guard acknowledgements < Self.acknowledgementLimit else { return nil }
    acknowledgements += 1
    lastNumber = number
    var prack = dialog.nextRequest(.prack, on: path)
    prack.headers.append(.rAck, RAck(number: number, cseq: response.cseq).text)
    return prack
  }
}

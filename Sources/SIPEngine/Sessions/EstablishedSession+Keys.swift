import SIPSyntax
import Timekeeping

/// Keys that we press at the peer, by INFO (RFC 6086 §9, the old kind without a package), and words that we speak.
extension EstablishedSession {
  /// Keys and words on their way, one INFO at a time, so that none overtakes another and none is refused for its number
  /// (RFC 3261 §12.2.2).
  struct SignalledKeys: Sendable {
    /// What is to be said, pauses included.
    var waiting: [Character] = []
    /// The words that are spoken now, behind the keys. What has not been told before the next is of no use any more.
    var words: String?
    /// The INFO that waits for its answer, by its number.
    var open: UInt32?
    var pauseEnds: Moment?
  }

  /// Keys and pauses that may wait.
  private static let mostKeysWaiting = 32
  private static let keyPause = Duration.seconds(2)
  /// How long the peer is to sound a key.
  private static let keyMilliseconds = 160

  mutating func press(_ keys: [Character], at now: Moment) -> [SessionEffect] {
    let known = keys.filter { "0123456789*#ABCD,p".contains($0) }
    signalled.waiting += known.prefix(Self.mostKeysWaiting - signalled.waiting.count)
    return sendNext(at: now)
  }

  mutating func tell(_ words: String, at now: Moment) -> [SessionEffect] {
    guard agreement.peerWantsWords else { return [] }
    signalled.words = words
    return sendNext(at: now)
  }

  private mutating func sendNext(at now: Moment) -> [SessionEffect] {
    guard case .conversing = phase, signalled.open == nil, signalled.pauseEnds == nil else { return [] }
    guard !signalled.waiting.isEmpty else { return sendWords() }
    let key = signalled.waiting.removeFirst()
    guard key != ",", key != "p" else {
      signalled.pauseEnds = now + Self.keyPause
      return []
    }
    var request = dialog.nextRequest(.info, on: path)
    request.headers.append(.contentType, KeyPress.mediaTypes[0])
    request.body = KeyPress(key: key, milliseconds: Self.keyMilliseconds).body
    signalled.open = request.cseq.number
    return [.request(request, on: path.flow(toward: dialog.nextHop))]
  }

  private mutating func sendWords() -> [SessionEffect] {
    guard let words = signalled.words else { return [] }
    signalled.words = nil
    var request = dialog.nextRequest(.info, on: path)
    request.headers.append(.infoPackage, SpokenWords.package)
    request.headers.append(.contentType, "\(SpokenWords.mediaType);charset=utf-8")
    request.headers.append(.contentDisposition, "Info-Package")
    request.body = SpokenWords.fitting(words)
    signalled.open = request.cseq.number
    return [.request(request, on: path.flow(toward: dialog.nextHop))]
  }

  /// Whatever the peer says of a key, the next one follows; 408 and 481 end the dialog (RFC 3261 §12.2.1.2).
  mutating func noteAnswer(toINFO number: UInt32, _ status: StatusCode, at now: Moment) -> [SessionEffect] {
    guard signalled.open == number, status.isFinal else { return [] }
    signalled.open = nil
    if status == .requestTimeout || status == .callDoesNotExist { return lose() }
    return sendNext(at: now)
  }

  mutating func endKeyPause(at now: Moment) -> [SessionEffect] {
    guard let ends = signalled.pauseEnds, now >= ends else { return [] }
    signalled.pauseEnds = nil
    return sendNext(at: now)
  }
}

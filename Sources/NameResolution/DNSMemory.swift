internal import SIPEngine
internal import Timekeeping

/// What name servers have said, for as long as they said it holds.
struct DNSMemory: Sendable {
  private struct Entry: Sendable {
    var answer: DNSAnswer
    var until: Moment
  }

  /// Answers kept at once: each of a hundred trunks asks some ten questions. Beyond, all are forgotten and asked again.
  static let capacity = 1024
  /// No answer is believed longer, so that a mistake in a zone heals within the hour.
  static let longest = Duration.seconds(3600)
  /// Nor forgotten sooner, so that a zone without any time to live does not have us ask for every call.
  static let shortest = Duration.seconds(5)
  /// How long a name counts as missing.
  static let negative = Duration.seconds(60)

  private var entries: [DNSQuestion: Entry] = [:]

  func answer(to question: DNSQuestion, at now: Moment) -> DNSAnswer? {
    guard let entry = entries[question], entry.until > now else { return nil }
    // What is left of its time, so that nothing built on it lives longer.
    switch entry.answer {
    case .records(let records, _): return .records(records, timeToLive: entry.until - now)
    case .nothing: return .nothing(timeToLive: entry.until - now)
    case .failed: return nil
    }
  }

  /// Keeps an answer; a failure is none.
  mutating func keep(_ answer: DNSAnswer, to question: DNSQuestion, at now: Moment) {
    let life: Duration
    switch answer {
    case .records(_, let stated): life = min(max(stated, Self.shortest), Self.longest)
    case .nothing(let stated): life = min(max(stated, Self.shortest), Self.negative)
    case .failed: return
    }
    if entries.count >= Self.capacity, entries[question] == nil { entries = [:] }
    entries[question] = Entry(answer: answer, until: now + life)
  }
}

import Foundation
package import Redaction
package import Timekeeping

/// An e-mail as the local mail program takes it (RFC 5322, 2045, 2047): nothing in it can become a header field or
/// another recipient.
package struct MailText: Sendable {
  let recipient: String
  let sender: String
  package let text: String

  /// Characters of a subject; the rest is cut off.
  private static let longestSubject = 200

  /// - Throws: `DeliveryFailure` for an address that is none.
  package init(
    from sender: String, to recipient: Redacted<String>, subject: Redacted<String>, body: Redacted<String>, id: String,
    at now: WallTime
  ) throws(DeliveryFailure) {
    guard Self.isAddress(sender) else {
      throw DeliveryFailure("`messages.from` is no e-mail address; correct it", isFinal: true)
    }
    guard Self.isAddress(recipient.exposed) else {
      throw DeliveryFailure("the message goes to something that is no e-mail address", isFinal: true)
    }
    self.recipient = recipient.exposed
    self.sender = sender
    let domain = sender.split(separator: "@").last ?? "localhost"
    let fields = [
      "From: \(sender)", "To: \(recipient.exposed)", "Subject: \(Self.encodedWords(subject.exposed))",
      "Date: \(Self.date(now))", "Message-ID: <\(id)@\(domain)>", "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
    ]
    text = (fields + [""] + Self.lines(Data(body.exposed.utf8).base64EncodedString())).joined(separator: "\n") + "\n"
  }

  /// A plain `local@domain`: no blanks, quotes, brackets, commas or control characters, and nothing that a program could
  /// take for an option.
  static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, text.utf8.count <= 254, !text.hasPrefix("-") else {
      return false
    }
    let local = parts[0].utf8.allSatisfy { octet in
      (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet & 0xDF)
        || ".!#$%&'*+-/=?^_{|}~".utf8.contains(octet)
    }
    return local
      && parts[1].utf8.allSatisfy { octet in
        (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet & 0xDF) || octet == 0x2E || octet == 0x2D
      }
  }

  /// A subject in pieces that fit (RFC 2047 §2); control characters become blanks.
  static func encodedWords(_ subject: String) -> String {
    let plain = String(
      String.UnicodeScalarView(
        subject.unicodeScalars.prefix(longestSubject).map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    if plain.unicodeScalars.allSatisfy({ (0x20...0x7E).contains($0.value) }), !plain.contains("=?"), plain.count <= 60 {
      return plain
    }
    var words: [String] = []
    var piece = ""
    for character in plain {
      if piece.utf8.count + character.utf8.count > 45 {
        words.append(piece)
        piece = ""
      }
      piece.append(character)
    }
    if !piece.isEmpty { words.append(piece) }
    return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\n ")
  }

  private static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      lines.append(String(rest.prefix(76)))
      rest = rest.dropFirst(76)
    }
    return lines
  }

  private static func date(_ time: WallTime) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return formatter.string(from: Date(timeIntervalSince1970: time.sinceEpoch / .seconds(1)))
  }
}

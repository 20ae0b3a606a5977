import CallQueues
import Redaction

extension StoredAgent {
  /// Says in a sentence what about the agent cannot be stored.
  func validate() throws(CallStoreError) {
    guard Self.isName(id.rawValue, allowing: "-_.") else {
      throw CallStoreError(
        .invalid, "An agent's name has 1 to 64 letters, digits, dots, dashes and underscores; choose one like `ana`.")
    }
    let printable = name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    guard (1...200).contains(name.unicodeScalars.count), printable, name.contains(where: { !$0.isWhitespace }) else {
      throw CallStoreError(.invalid, "The full name of \(id) has to be 1 to 200 printable characters; give `--name`.")
    }
    guard Self.isName(phone.exposed, allowing: "-_.+") else {
      throw CallStoreError(
        .invalid,
        "The phone of \(id) has to be 1 to 64 letters, digits, dots, dashes, underscores or plus signs; give `--phone`."
      )
    }
    guard Set(queues).count == queues.count, queues.allSatisfy({ !$0.rawValue.isEmpty }) else {
      throw CallStoreError(.invalid, "A queue of \(id) is empty or named twice; name each once in `--queues`.")
    }
    let words = languages.allSatisfy { Self.isName($0, allowing: "-") }
    guard Set(languages).count == languages.count, words else {
      throw CallStoreError(
        .invalid, "The languages of \(id) have to be codes like `en` or `es-419`, each once; correct `--languages`.")
    }
    for (need, skills) in skills {
      guard need != "language", Self.isName(need, allowing: "-_"), !skills.isEmpty, Set(skills).count == skills.count,
        skills.allSatisfy(Self.isSkill)
      else {
        throw CallStoreError(
          .invalid,
          "The skills of \(id) have to be like `product=router` or `product=router:7`, each once, and no language; "
            + "correct `--skills`.")
      }
    }
    guard Self.isHexadecimal(credentials.md5.exposed, 32), Self.isHexadecimal(credentials.sha256.exposed, 64) else {
      throw CallStoreError(.invalid, "The password of \(id)'s phone was not hashed; set it again.")
    }
  }

  /// `router`, or `router:7` with a level from 1 to 9.
  private static func isSkill(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, isName(parts[0], allowing: "-_.") else { return false }
    return parts.count == 1 || (1...9).map(String.init).contains(parts[1])
  }

  private static func isName(_ text: String, allowing others: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { scalar in
        let character = Character(scalar)
        return scalar.isASCII && (character.isLetter || character.isNumber) || others.contains(character)
      }
  }

  private static func isHexadecimal(_ text: String, _ length: Int) -> Bool {
    text.utf8.count == length && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

import Foundation

/// Hands e-mails to the machine's own mail program, which knows the way.
package struct MailSender: Sendable {
  private let program: String
  /// Where the mail, and what the program says, is kept while it runs.
  private let folder: String
  private let limit: Duration

  /// - Parameter program: `sendmail`, or what stands in its place.
  package init(program: String, folder: String = NSTemporaryDirectory(), limit: Duration = .seconds(30)) {
    self.program = program
    self.folder = folder
    self.limit = limit
  }

  /// Returns when the program has taken the mail.
  package func deliver(_ mail: MailText) async throws(DeliveryFailure) {
    let draft = "\(folder)/switchboard-mail-\(UUID().uuidString)"
    defer { for path in [draft, draft + ".txt"] { try? FileManager.default.removeItem(atPath: path) } }
    let isWritten = FileManager.default.createFile(
      atPath: draft, contents: Data(mail.text.utf8), attributes: [.posixPermissions: 0o600])
    guard isWritten else { throw DeliveryFailure("an e-mail cannot be written to \(folder); make room there") }
    // -i: a line with a full stop alone does not end it.
    let run = ProgramRun(
      program: program, arguments: ["-i", "-f", mail.sender, "--", mail.recipient], timeLimit: limit,
      transcript: draft + ".txt", input: draft)
    switch await run.run() {
    case .succeeded: return
    case .failed(let how): throw DeliveryFailure("\(program) ended with \(how)")
    case .outOfTime: throw DeliveryFailure("\(program) took too long")
    case .notStarted(let reason):
      throw DeliveryFailure("\(program) cannot be started (\(reason)); install it or correct `messages.sendmail`")
    }
  }
}

import Foundation

/// Hands e-mails to the machine's own mail program, which knows the way.
package struct MailSender: Sendable {
  private let program: String
  /// Where what the program says is kept while it runs.
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
    let transcript = "\(folder)/switchboard-mail-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: transcript) }
    // -i: a line with a full stop alone does not end it.
    let run = ProgramRun(
      program: program, arguments: ["-i", "-f", mail.sender, "--", mail.recipient], timeLimit: limit,
      transcript: transcript, input: Array(mail.text.utf8))
    switch await run.run() {
    case .succeeded: return
    case .failed(let how): throw DeliveryFailure("\(program) ended with \(how)")
    case .outOfTime: throw DeliveryFailure("\(program) took too long")
    case .notStarted(let reason):
      throw DeliveryFailure("\(program) cannot be started (\(reason)); install it or correct `messages.sendmail`")
    }
  }
}

import CallControl
import CallFlows
import CallStore
import FlowLibrary
import Foundation
import Logging
import OutsideServices
import Redaction
import ServiceLifecycle
import Synchronization
import Timekeeping

/// Takes the messages of flows onto the disk, and carries them to their receivers from there: each at least once, whatever
/// happens in between.
final class MessagePost: Service {
  /// How it works; the times are long beside what an attempt takes.
  private enum Rule {
    /// Attempts at once.
    static let atOnce = 8
    /// How long a message that is being tried belongs to whoever tries it: longer than any attempt.
    static let lease = Duration.seconds(90)
    /// How often the disk is asked when nobody rings.
    static let look = Duration.seconds(30)
    /// How long messages that are over are kept to be looked at.
    static let memory = Duration.seconds(7 * 86_400)
    static let forgetting = Duration.seconds(3600)
  }

  private let store: CallStore
  private let webhooks: WebhookSender
  private let mail: MailSender
  private let from: String?
  private let plan: RetryPlan
  private let clocks: SystemClocks
  private let logger: Logger
  private let delivered = Atomic<Int>(0)
  private let failed = Atomic<Int>(0)
  private let givenUp = Atomic<Int>(0)
  private let bell: AsyncStream<Void>
  private let bellRope: AsyncStream<Void>.Continuation

  init(
    store: CallStore, settings: FlowLibrary.Configuration.Messages, plan: RetryPlan = RetryPlan(), clocks: SystemClocks,
    logger: Logger
  ) {
    self.store = store
    webhooks = WebhookSender(secret: settings.secret)
    mail = MailSender(program: settings.sendmail)
    from = settings.from
    self.plan = plan
    self.clocks = clocks
    self.logger = logger
    (bell, bellRope) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Attempts since the service began, by what came of them.
  var attempts: (delivered: Int, failed: Int, givenUp: Int) {
    (delivered.load(ordering: .relaxed), failed.load(ordering: .relaxed), givenUp.load(ordering: .relaxed))
  }

  /// How many messages wait, and how many were given up of late; nil when the record cannot be read.
  func figures() async -> (waiting: Int, dead: Int)? { try? await store.messageFigures() }

  /// Takes a message to a URL. It is on the disk when this returns `nil`; else the sentence says why not.
  func postWebhook(
    to url: String, template: String?, values: [VariableName: FlowValue], of call: CallID
  ) async -> String? {
    let id = UUID().uuidString.lowercased()
    do throws(DeliveryFailure) {
      let body = try MessageText.webhook(id: id, call: call.rawValue, template: template, values: values)
      return await post(
        OutboxMessage(
          id: id, way: .webhook, recipient: Redacted(url), body: Redacted(body), call: call,
          created: clocks.reading.wall))
    } catch {
      return error.sentence
    }
  }

  /// Takes an e-mail. It is on the disk when this returns `nil`; else the sentence says why not.
  func postEmail(
    to address: String, template: String?, values: [VariableName: FlowValue], of call: CallID
  ) async -> String? {
    guard let from else { return "no `messages.from` is configured, so no e-mail is sent" }
    let now = clocks.reading.wall
    let id = UUID().uuidString.lowercased()
    do throws(DeliveryFailure) {
      let text = try MessageText.email(template: template, values: values)
      let message = OutboxMessage(
        id: id, way: .email, recipient: Redacted(address), subject: Redacted(text.subject), body: Redacted(text.body),
        call: call, created: now)
      // An address that is none is told now, not after the call.
      _ = try MailText(
        from: from, to: message.recipient, subject: Redacted(text.subject), body: message.body, id: id, at: now)
      return await post(message)
    } catch {
      return error.sentence
    }
  }

  private func post(_ message: OutboxMessage) async -> String? {
    do throws(CallStoreError) {
      try await store.post(message)
      bellRope.yield()
      return nil
    } catch {
      return "\(error)"
    }
  }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await self.ringWhenDue() }
        group.addTask { await self.carry() }
      }
    }
    await webhooks.stop()
  }

  /// What a process before this one left, what failed, and what a command had tried again, is found by looking.
  private func ringWhenDue() async {
    while !Task.isCancelled {
      bellRope.yield()
      let due = (try? await store.nextMessageDue()) ?? nil
      let pause = due.map { min(max($0 - clocks.reading.wall, .seconds(1)), Rule.look) } ?? Rule.look
      try? await Task.sleep(for: pause)
    }
  }

  private func carry() async {
    var forgetting = clocks.reading.moment
    for await _ in bell {
      guard !Task.isCancelled else { return }
      let now = clocks.reading
      do throws(CallStoreError) {
        if now.moment >= forgetting {
          try await store.forgetMessages(before: now.wall + (.zero - Rule.memory))
          forgetting = now.moment + Rule.forgetting
        }
        while try await carryOnce() > 0, !Task.isCancelled {}
      } catch {
        logger.error("messages cannot be carried on: \(error)")
      }
    }
  }

  /// - Returns: how many were tried.
  private func carryOnce() async throws(CallStoreError) -> Int {
    let lease = UUID().uuidString
    let messages = try await store.claimMessages(
      Rule.atOnce, lease: lease, for: Rule.lease, at: clocks.reading.wall)
    await withTaskGroup(of: Void.self) { group in
      for message in messages {
        group.addTask { await self.carry(message, lease) }
      }
    }
    return messages.count
  }

  private func carry(_ message: OutboxMessage, _ lease: String) async {
    let outcome = await attempt(message)
    switch outcome {
    case .delivered: delivered.wrappingAdd(1, ordering: .relaxed)
    case .failed: failed.wrappingAdd(1, ordering: .relaxed)
    case .givenUp: givenUp.wrappingAdd(1, ordering: .relaxed)
    }
    do throws(CallStoreError) {
      try await store.settle(message.id, outcome, lease: lease, at: clocks.reading.wall)
    } catch {
      logger.error("what became of a message cannot be written: \(error)", metadata: ["message": "\(message.id)"])
    }
  }

  private func attempt(_ message: OutboxMessage) async -> OutboxOutcome {
    let now = clocks.reading.wall
    do throws(DeliveryFailure) {
      switch message.way {
      case .webhook:
        try await webhooks.deliver(Array(message.body.exposed.utf8), to: message.recipient, id: message.id, at: now)
      case .email:
        try await mail.deliver(
          MailText(
            from: from ?? "", to: message.recipient, subject: message.subject ?? Redacted(""), body: message.body,
            id: message.id, at: now))
      }
      return .delivered
    } catch {
      let next = plan.next(
        afterAttempts: message.attempts, since: message.created, at: clocks.reading.wall, chance: .random(in: 0...1))
      guard !error.isFinal, let next else {
        logger.error(
          "a message is given up: \(error.sentence)",
          metadata: ["message": "\(message.id)", "attempts": "\(message.attempts)"])
        return .givenUp(error.sentence)
      }
      return .failed(error.sentence, again: next)
    }
  }
}

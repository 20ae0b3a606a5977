import SIPEngine
import Testing

@Suite("Message summary (RFC 3842 §5)")
struct MessageSummaryTests {
  @Test(
    "the body says whether messages wait, for whom, and how many",
    arguments: [
      (0, 0, "Messages-Waiting: no\r\nMessage-Account: sip:a@b\r\nVoice-Message: 0/0\r\n"),
      (0, 5, "Messages-Waiting: no\r\nMessage-Account: sip:a@b\r\nVoice-Message: 0/5\r\n"),
      (2, 8, "Messages-Waiting: yes\r\nMessage-Account: sip:a@b\r\nVoice-Message: 2/8\r\n"),
      (-1, -1, "Messages-Waiting: no\r\nMessage-Account: sip:a@b\r\nVoice-Message: 0/0\r\n"),
    ])
  func body(new: Int, old: Int, text: String) {
    #expect(String(decoding: MessageSummary(new: new, old: old).body(account: "sip:a@b"), as: UTF8.self) == text)
  }
}

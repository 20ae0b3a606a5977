import SIPEngine
import Testing

@Suite struct NumberPlanTests {
  static let spain = NumberPlan(form: .national, country: "34")
  static let germany = NumberPlan(form: .national, country: "49", nationalPrefix: "0")
  static let america = NumberPlan(
    form: .national, country: "1", nationalPrefix: "1", internationalPrefix: "011")
  static let digits = NumberPlan(form: .digits)

  struct Row: CustomTestStringConvertible, Sendable {
    var plan: NumberPlan
    var written: String
    var house: String
    var testDescription: String { "\(plan.form) \(plan.country ?? "-") \(written)" }

    init(_ plan: NumberPlan, _ written: String, _ house: String) {
      (self.plan, self.written, self.house) = (plan, written, house)
    }
  }

  @Test(arguments: [
    Row(NumberPlan(), "+34910000000", "+34910000000"), Row(NumberPlan(), "+34 91-000.00(00)", "+34910000000"),
    Row(NumberPlan(), "0034910000000", "+34910000000"), Row(NumberPlan(), "910000000", "910000000"),
    Row(NumberPlan(), "+34910000000;npdi;cic=1", "+34910000000"),
    Row(spain, "910000000", "+34910000000"), Row(spain, "0044207000000", "+44207000000"),
    Row(spain, "+44207000000", "+44207000000"),
    Row(germany, "030123456", "+4930123456"), Row(germany, "30123456", "30123456"),
    Row(germany, "004930123456", "+4930123456"),
    Row(america, "12125550100", "+12125550100"), Row(america, "01134910000000", "+34910000000"),
    Row(digits, "34910000000", "+34910000000"), Row(digits, "100", "100"),
    // What is no telephone number stays what it is.
    Row(spain, "100", "100"), Row(spain, "sales", "sales"), Row(spain, "", ""), Row(spain, "+", "+"),
    Row(spain, "+34x", "+34x"), Row(spain, "+0910000000", "+0910000000"), Row(spain, "00", "00"),
    Row(spain, "+1234567890123456", "+1234567890123456"), Row(spain, "٣٤٩١٠٠٠٠٠٠٠", "٣٤٩١٠٠٠٠٠٠٠"),
    Row(NumberPlan(form: .digits, strip: "9"), "934910000000", "+34910000000"),
    Row(NumberPlan(strip: "9"), "9", "9"),
  ])
  func `A received number becomes E.164 where a rule fits`(row: Row) {
    #expect(row.plan.received(row.written) == row.house)
  }

  @Test(arguments: [
    Row(NumberPlan(), "+34910000000", "+34910000000"), Row(digits, "34910000000", "+34910000000"),
    Row(spain, "910000000", "+34910000000"), Row(spain, "0044207000000", "+44207000000"),
    Row(germany, "030123456", "+4930123456"), Row(america, "12125550100", "+12125550100"),
    Row(america, "01134910000000", "+34910000000"),
    Row(NumberPlan(prefix: "77#"), "77#+34910000000", "+34910000000"),
    Row(NumberPlan(form: .digits, prefix: "9"), "934910000000", "+34910000000"),
    Row(spain, "100", "100"),
  ])
  func `A number is sent in the form that the trunk wants`(row: Row) {
    #expect(row.plan.sent(row.house) == row.written)
  }

  @Test(arguments: [spain, germany, america, digits, NumberPlan()])
  func `What is sent is understood when it comes back`(plan: NumberPlan) {
    for number in ["+34910000000", "+4930123456", "+12125550100", "+442070000000"] {
      #expect(plan.received(plan.sent(number)) == number)
    }
  }
}

import FuzzingDriver

@main
struct FuzzRTP {
  static func main() { Fuzzer.run(.rtp) }
}

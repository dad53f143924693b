/// One record, as a file or a stream would hold it.
public struct SyntheticRecord: Sendable, Equatable {
    /// A name for its file, unique within a run.
    public let fileName: String
    /// Its bytes.
    public let bytes: [UInt8]
}

/// Makes records of people who do not exist: the same bytes for the same options on any machine.
public enum SyntheticRecords {
    /// The record of patient `index`, which depends on the format, the options other than
    /// ``SyntheticOptions/patients``, and nothing else; linear in its size.
    ///
    /// - Parameter index: From 0; beyond 900,000 the NHS numbers come round again.
    public static func record(
        _ index: Int, format: SyntheticFormat, options: SyntheticOptions
    ) -> SyntheticRecord {
        let story = RandomStory.make(index, format: format, options: options)
        let format = format.written(for: story.practice, options)
        let number = String(index + 1)
        let zeros = String(repeating: "0", count: max(0, 6 - number.count))
        return SyntheticRecord(
            fileName: "patient-\(zeros)\(number).\(format.fileExtension)",
            bytes: write(story, as: format, indented: options.isIndented))
    }

    /// Makes the records of all patients in order, one at a time.
    ///
    /// - Parameter emit: Takes each record; what it throws ends the run.
    public static func write<Failure: Error>(
        _ format: SyntheticFormat, options: SyntheticOptions,
        emit: (SyntheticRecord) throws(Failure) -> Void
    ) throws(Failure) {
        for index in 0..<options.patients {
            try emit(record(index, format: format, options: options))
        }
    }

    /// The bytes of `story` in a format.
    static func write(_ story: Story, as format: SyntheticFormat, indented: Bool) -> [UInt8] {
        switch format {
        case .gp2gpEMIS: EMISExtract.write(story, indented: indented)
        case .gp2gpSystmOne: SystmOneExtract.write(story, indented: indented)
        case .gpConnectEMIS: GPConnectBundle.write(story, system: .emis, indented: indented)
        case .gpConnectSystmOne:
            GPConnectBundle.write(story, system: .systmOne, indented: indented)
        case .gpConnectMedicus:
            GPConnectBundle.write(story, system: .medicus, indented: indented)
        case .ukCore: UKCoreRecord.write(story, lines: false, indented: indented)
        case .ukCoreNDJSON: UKCoreRecord.write(story, lines: true, indented: indented)
        }
    }
}

public import CanonicalModel

extension Diagnostic.Code {
    /// An operator that does not exist.
    public static let unknownOperator = Self(201, "unknown-operator")
    /// A path that the source schema does not have.
    public static let unknownSourcePath = Self(202, "unknown-source-path")
    /// A field or entry kind that the canonical model does not have.
    public static let unknownTargetField = Self(203, "unknown-target-field")
    /// Two declarations of the same name.
    public static let duplicateDeclaration = Self(204, "duplicate-declaration")
    /// A path that can give many values where one is meant.
    public static let manyValues = Self(205, "many-values")
    /// A value of one type where another is meant.
    public static let typeMismatch = Self(206, "type-mismatch")
    /// A variable, table, index or code set that is not declared.
    public static let undeclaredName = Self(207, "undeclared-name")
    /// A `let` or a capture that nothing uses.
    public static let unusedName = Self(208, "unused-name")
    /// An expression that cannot be read.
    public static let malformedExpression = Self(209, "malformed-expression")
    /// A step that can fail and does not say what then happens.
    public static let undecidedFailure = Self(210, "undecided-failure")
    /// A required field that the mapping does not set.
    public static let missingRequiredField = Self(211, "missing-required-field")
    /// A rule that an earlier rule always forestalls.
    public static let unreachableRule = Self(212, "unreachable-rule")
    /// A case whose result is not the expected one.
    public static let failingCase = Self(213, "failing-case")
    /// A type of the source schema that is not declared.
    public static let undeclaredType = Self(214, "undeclared-type")

    /// An entry without a value it must have.
    public static let missingValue = Self(221, "missing-value")
    /// A value that cannot be read as what it should be.
    public static let invalidValue = Self(222, "invalid-value")
    /// A word that the mapping's table does not have.
    public static let unmappedWord = Self(223, "unmapped-word")
    /// A second value where the mapping allows one.
    public static let unexpectedSecondValue = Self(224, "unexpected-second-value")
    /// An entry that its source says was made by mistake.
    public static let enteredInError = Self(225, "entered-in-error")
    /// An entry with an extension that changes its meaning in a way that is not known.
    public static let unknownModifier = Self(226, "unknown-modifier")
    /// An entry that is about somebody else than the patient of the record.
    public static let anotherPatient = Self(227, "another-patient")
    /// A second entry of one kind with the id of another, that does not say the same.
    public static let duplicateEntry = Self(228, "duplicate-entry")
    /// A record of no format that is loaded.
    public static let unrecognisedFormat = Self(231, "unrecognised-format")
    /// A record from which no patient came.
    public static let noPatient = Self(232, "no-patient")
    /// A record that is more than one person's.
    public static let severalPatients = Self(233, "several-patients")
    /// Mappings that name more than a node of a source tree can tell apart.
    public static let tooManyNames = Self(234, "too-many-names")
    /// A record that took longer to be read and mapped than one may.
    public static let tooSlow = Self(235, "too-slow")
}

//! Order and what residents feel of it (秩序): incidents, disputes, hazards and suits by month; recurrence; surveys.

use super::period::Period;
use super::record::record;
use super::theory::Outcome;
use super::vocabulary::vocabulary;

vocabulary! {
    /// Who recorded the incidents (事件记录来源).
    IncidentRecord, "record of incidents";
    Independent = "independent", "Recorded independently, for example by the police", "独立记录（如公安）";
    SelfReported = "self-reported", "Reported by the community itself", "社区自报";
}

record! {
    /// One month of order (月度秩序).
    OrderMonth, "order.csv";
    keys {
        month: Period, "Month, within the period", "月份（须在本期之内）";
    }
    facts {
        incidents: u64, "Safety and public-order incidents", "安全与治安事件数", "incidents (起)";
        disputes: u64, "Disputes that became known", "矛盾纠纷数", "disputes (件)";
        mediations_closed: u64, "Mediations closed", "调解结案数", "mediations (件)";
        mediations_settled: u64, "Of these, those that ended in a settlement", "其中调解成功数", "mediations (件)";
        hazards_found: u64, "Hazards found in the month", "排查发现隐患数", "hazards (处)";
        hazards_rectified: u64, "Of the hazards found in the month, those rectified by the end of the period", "其中期末前已整改数", "hazards (处)";
        suits: u64, "First-instance civil and administrative suits", "一审民事、行政诉讼案件数", "suits (件)";
    }
    rules {
        mediations_settled <= mediations_closed;
        hazards_rectified <= hazards_found;
    }
}

record! {
    /// Order over the whole period: who recorded the incidents, and how settlements lasted (秩序总体情况).
    ///
    /// The cohort is what was settled 12 to 24 months before the end of the period, so that each settlement has been observed for
    /// 12 months. Without such a cohort recurrence is not yet observable; it is never counted as 0.
    OrderRecord, "order_record.csv";
    facts {
        incident_record: IncidentRecord, "Who recorded the incidents", "事件记录来源";
        settled_cohort: u64, "Disputes settled 12 to 24 months before the end of the period", "期末前 12—24 个月内调解成功的纠纷数", "disputes (件)";
        reopened: u64, "Of this cohort, those reopened within 12 months of their settlement", "其中 12 个月内复发数", "disputes (件)";
    }
    rules {
        reopened <= settled_cohort;
    }
}

record! {
    /// One survey outcome (居民感受调查): a mean on a stated scale, with how many were asked and answered.
    ///
    /// A scale that begins below zero is shifted to begin at zero.
    Survey, "surveys.csv";
    keys {
        outcome: Outcome, "Outcome", "调查指标";
    }
    facts {
        mean: f64, "Mean of the valid answers, on the scale", "有效回答均值", "scale units (分)";
        standard_deviation: f64, "Standard deviation of the valid answers", "标准差", "scale units (分)";
        scale_low: f64, "Lowest point of the scale", "量表最低分", "scale units (分)";
        scale_high: f64, "Highest point of the scale", "量表最高分", "scale units (分)";
        asked: u64, "Persons asked", "调查人数", "persons (人)";
        answers: u64, "Valid answers", "有效回答数", "persons (人)";
    }
    rules {
        answers <= asked;
    }
}

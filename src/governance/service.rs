//! What residents needed, asked for and got (服务): needs, deliveries, requests and satisfaction by category; target groups.

use super::record::record;
use super::theory::{Dimension, Path};
use super::vocabulary::vocabulary;

vocabulary! {
    /// Categories of community service (社区服务类别), the reference against which variety is measured.
    ///
    /// They follow the division of community services into caring, convenient and safe (为民、便民、安民) of the national plan for
    /// community service systems; the list itself is this library's own.
    ServiceCategory, "service category";
    ElderlyCare = "elderly-care", "Elderly care", "养老服务";
    Childcare = "childcare", "Childcare", "托育服务";
    Education = "education", "Education", "教育服务";
    Health = "health", "Health", "医疗卫生";
    Disability = "disability", "Support for people with disabilities", "助残服务";
    SocialAssistance = "social-assistance", "Social assistance", "社会救助";
    Employment = "employment", "Employment", "就业服务";
    CultureAndSports = "culture-and-sports", "Culture and sports", "文化体育";
    Convenience = "convenience", "Convenience and repair", "便民服务";
    Environment = "environment", "Environment and property", "环境与物业";
    Legal = "legal", "Legal service and mediation", "法律与调解服务";
    Safety = "safety", "Safety", "平安服务";
}

vocabulary! {
    /// Target groups (重点群体), as sizes, never as persons.
    TargetGroupKind, "target group";
    Elderly = "elderly", "Elderly people", "老年人";
    LivingAlone = "living-alone", "Elderly people living alone", "独居老人";
    Children = "children", "Children", "儿童";
    ChildrenInDifficulty = "children-in-difficulty", "Children in difficulty", "困境儿童";
    Disabled = "disabled", "People with disabilities", "残疾人";
    LowIncome = "low-income", "Low-income residents", "低收入群体";
    Unemployed = "unemployed", "Unemployed residents", "失业人员";
    Newcomers = "newcomers", "New residents and newly employed groups", "新市民与新就业群体";
    Veterans = "veterans", "Veterans", "退役军人";
}

impl ServiceCategory {
    /// The paths that serve it.
    pub fn paths(self) -> &'static [Path] {
        &[Path::OrganizationalEmpowerment, Path::ResourceIntegration]
    }

    /// The dimension it is measured in.
    pub fn dimensions(self) -> &'static [Dimension] {
        &[Dimension::ServicePrecision]
    }
}

record! {
    /// One category of service: needs and deliveries, requests and responses, deadlines, satisfaction (分类服务情况).
    Service, "services.csv";
    keys {
        category: ServiceCategory, "Category", "服务类别";
    }
    facts {
        needs: u64, "Needs registered", "登记需求数", "needs (项)";
        needs_answered: u64, "Registered needs that a delivery answered", "已响应的登记需求数", "needs (项)";
        deliveries: u64, "Services delivered", "服务提供数", "deliveries (项)";
        deliveries_needed: u64, "Deliveries that answered a registered need", "响应登记需求的服务提供数", "deliveries (项)";
        requests: u64, "Requests received from residents, by hotline or otherwise", "收到诉求数", "requests (件)";
        valid_requests: u64, "Of these, valid requests within the community's remit", "其中有效诉求数", "requests (件)";
        repeated_requests: u64, "Of the requests received, those that repeat an earlier one", "其中重复诉求数", "requests (件)";
        contacted: u64, "Valid requests whose sender was contacted", "已联系的有效诉求数", "requests (件)";
        resolved: u64, "Valid requests that were resolved", "已解决的有效诉求数", "requests (件)";
        due: u64, "Requests whose deadline fell into the period", "本期到期诉求数", "requests (件)";
        closed_on_time: u64, "Of these, those closed within their deadline", "其中按时办结数", "requests (件)";
        asked: u64, "Persons asked whether they were satisfied", "满意度回访数", "persons (人)";
        answers: u64, "Valid answers", "有效回答数", "persons (人)";
        satisfied: u64, "Answers that were satisfied", "满意数", "persons (人)";
    }
    rules {
        needs_answered <= needs;
        deliveries_needed <= deliveries;
        valid_requests <= requests;
        repeated_requests <= requests;
        contacted <= valid_requests;
        resolved <= valid_requests;
        resolved <= requests;
        closed_on_time <= due;
        answers <= asked;
        satisfied <= answers;
    }
}

record! {
    /// One target group: its size and how many of it were served (重点群体服务).
    TargetGroup, "target_groups.csv";
    keys {
        group: TargetGroupKind, "Target group", "重点群体";
    }
    facts {
        size: u64, "Persons in the group", "群体人数", "persons (人)";
        served: u64, "Distinct persons of the group who were served", "获得服务的人数（不重复）", "persons (人)";
    }
    rules {
        served <= size;
    }
}

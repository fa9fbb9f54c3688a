//! Who governs together (治理主体): the five kinds of subject, their roles, and their joint action layer by layer.

use crate::label::Key;

use super::record::record;
use super::theory::{GovernanceRole, SubjectKind};
use super::vocabulary::vocabulary;

vocabulary! {
    /// The layers of joint action (协作层): what subjects do together. Density is taken layer by layer.
    ///
    /// The distinction is this library's own; a community records the layers it can.
    Layer, "layer of joint action";
    Command = "command", "Leadership and coordination", "统筹指挥";
    Consultation = "consultation", "Consultation and decision", "协商议事";
    Resources = "resources", "Resources", "资源共享";
    Information = "information", "Information", "信息互通";
    Services = "services", "Services", "联合服务";
}

record! {
    /// One kind of subject in a community: is it there, may it take part, how often did it (主体参与情况).
    Participation, "participation.csv";
    keys {
        kind: SubjectKind, "Kind of subject", "主体类别";
    }
    facts {
        present: u64, "Organised subjects of this kind in the community", "该类主体数", "organisations (个)";
        eligible: bool, "Whether this kind can take part in joint activities here", "该类主体是否具备参与条件";
        joint_activities: u64, "Joint activities in which this kind took part", "该类主体参与的共同活动次数", "activities (次)";
    }
    rules {}
}

record! {
    /// One role of the pattern: is it laid down in writing who bears it (角色分工).
    RoleDefinition, "roles.csv";
    keys {
        role: GovernanceRole, "Role", "角色";
    }
    facts {
        in_writing: bool, "Whether the duties of the role are laid down in writing", "职责是否有书面规定";
    }
    rules {}
}

record! {
    /// One organised subject of the network of joint action (协作网络节点): an organisation or organised body, never a person.
    ///
    /// Subjects without any joint action stand here too: a network is sparse because of them.
    Subject, "subjects.csv";
    keys {
        subject: Key, "Key of the organisation, unique in the community; never a person", "主体编号（社区内唯一；不得为个人）";
    }
    must {
        kind: SubjectKind, "Kind of subject", "主体类别";
    }
    facts {}
    rules {}
}

record! {
    /// Joint action of two subjects in one layer (共同行动): an edge of the collaboration network, without direction.
    ///
    /// A layer is recorded if it has at least one row. In a recorded layer a pair without a row did not act together; a row with
    /// `times` 0 says so aloud, and marks a layer as recorded in which nobody did.
    JointAction, "joint_actions.csv";
    keys {
        layer: Layer, "Layer of joint action", "协作层";
        subject: Key, "One subject", "主体";
        partner: Key, "The other subject", "协作主体";
    }
    must {
        times: u64, "Joint actions in the period; 0 says that there was none", "本期共同行动次数；0 表示没有", "actions (次)";
    }
    facts {}
    rules {}
}

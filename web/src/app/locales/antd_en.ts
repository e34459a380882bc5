import pack from 'antd/es/locale/en_US';

export default pack;
